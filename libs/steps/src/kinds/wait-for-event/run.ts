import { completed, render, StepProblem, type Frame, type NodeOutcome } from '@jarvis/interpreter/kit';
import { JsonObject, type StepRecord } from '@jarvis/plan';
import { awaitEvent } from './await-event.js';
import type { WaitForEventNode } from './node.js';

/** Waits for an event, and for no longer than the step says. */
export async function runNode(node: WaitForEventNode, frame: Frame, record: StepRecord): Promise<NodeOutcome> {
  const where = JsonObject.parse(render(node.where, frame));
  const expiresAt = Date.now() + node.expiresAfterMs;
  record.input = { event: node.event, where, until: new Date(expiresAt).toISOString() };
  const settled = await awaitEvent({ node, frame, record, where, expiresAt });
  if (settled.status === 'cancelled') {
    const message = `"${node.name}" was withdrawn.`;
    frame.run.timeline.finish(record, 'cancelled');
    return { type: 'declined', status: 'cancelled', message };
  }
  const expired = settled.status !== 'met';
  if (expired && node.onNoEvent === 'fail') throw noEvent(node, expiresAt);
  const output = { event: settled.body ?? null, expired };
  frame.run.timeline.finish(record, 'succeeded', { output });
  return completed(output);
}

function noEvent({ name, event }: WaitForEventNode, expiresAt: number): StepProblem {
  return new StepProblem({
    code: 'no-event',
    message: `"${name}" waited for the event “${event}” until ${new Date(expiresAt).toISOString()}, and none came.`,
    hint: 'Look under Events whether it came with other fields than “where” asks for, or give it more time.',
  });
}
