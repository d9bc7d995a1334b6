import { completed, render, type Frame, type NodeOutcome } from '@jarvis/interpreter/kit';
import { JsonObject, type StepRecord } from '@jarvis/plan';
import type { CodeNode } from './node.js';

/** Computes a value. An activity does it: code of a person never runs where the workflow does. */
export async function runNode(node: CodeNode, frame: Frame, record: StepRecord): Promise<NodeOutcome> {
  const inputs = JsonObject.parse(render(node.with, frame));
  const { id, path, name, code, outputSchema, timeoutMs, retry } = node;
  const lane = frame.run.calls.laneOf(node.lane);
  record.input = inputs;
  record.lane = lane;
  const { output } = await frame.step({ lane, timeoutMs, retry, summary: name }, (activities, scope) =>
    activities.runCode({
      ...scope,
      node: { id, path, name, code, outputSchema, lane, timeoutMs, retry },
      iteration: frame.at,
      inputs,
      startedAt: record.startedAt,
    }),
  );
  frame.run.timeline.settle(record, 'succeeded', { output });
  return completed(output);
}
