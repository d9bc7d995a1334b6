import { completed, render, StepProblem, type Frame, type NodeOutcome } from '@jarvis/interpreter/kit';
import { JsonObject, type CallState, type StepRecord } from '@jarvis/plan';
import { awaitCall, callRule, hasEnded, type EndedCall } from './await-call.js';
import type { CallNode } from './node.js';

/** Calls another rule, and waits for the end of its run unless the step says otherwise. */
export async function runNode(node: CallNode, frame: Frame, record: StepRecord): Promise<NodeOutcome> {
  const input = JsonObject.parse(render(node.with, frame));
  record.input = input;
  const call = { node, frame, record, input, expiresAt: Date.now() + node.expiresAfterMs };
  if (!node.wait) {
    const { runId } = await callRule(call);
    const output = { runId };
    frame.run.timeline.finish(record, 'succeeded', { output });
    return completed(output);
  }
  const state = await awaitCall(call);
  if (!hasEnded(state)) throw outOfTime(call, state);
  if (state.status !== 'succeeded') throw failed(node, state, ENDED[state.status]);
  const output = state.output ?? null;
  frame.run.timeline.finish(record, 'succeeded', { output });
  return completed(output);
}

const ENDED: Readonly<Record<Exclude<EndedCall['status'], 'succeeded'>, string>> = {
  failed: 'failed',
  cancelled: 'was cancelled',
  rejected: 'was rejected',
  expired: 'expired',
  skipped: 'was not started, because of the limits of its rule',
};

function failed({ name, ruleName }: CallNode, { runId, status, message }: CallState, ended: string): StepProblem {
  return new StepProblem({
    code: `call-${status}`,
    message: `"${name}" called “${ruleName}”, and that run ${ended}${message ? `: ${message}` : '.'}`,
    hint: `Look at the run that it called: ${runId}.`,
  });
}

function outOfTime({ node, expiresAt }: { node: CallNode; expiresAt: number }, { runId }: CallState): StepProblem {
  return new StepProblem({
    code: 'call-timed-out',
    message: `"${node.name}" called “${node.ruleName}”, and that run had not ended by ${new Date(expiresAt).toISOString()}. It is cancelled.`,
    hint: `Look at the run that it called, ${runId}, or give it more time.`,
  });
}
