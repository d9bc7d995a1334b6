import { completed, renderText, VendorPatience, type Frame, type NodeOutcome } from '@jarvis/interpreter/kit';
import type { StepRecord } from '@jarvis/plan';
import type { ModelNode } from './node.js';

/** Asks a model for a typed value. */
export async function runNode(node: ModelNode, frame: Frame, record: StepRecord): Promise<NodeOutcome> {
  const prompt = renderText(node.prompt, frame);
  const system = node.system === undefined ? undefined : renderText(node.system, frame);
  record.input = { prompt, ...(system === undefined ? {} : { system }) };
  const { id, path, name, model, outputSchema, maxTokens, timeoutMs } = node;
  const lane = frame.run.calls.laneOf(node.lane);
  record.lane = lane;
  const patience = new VendorPatience(frame, record);
  for (;;) {
    const retry = patience.retryOf(node.retry);
    const answer = await frame.step({ lane, timeoutMs, retry, summary: name }, (activities, scope) =>
      activities.askModel({
        ...scope,
        ...patience.terms,
        node: { id, path, name, model, outputSchema, maxTokens, lane, timeoutMs, retry },
        iteration: frame.at,
        prompt,
        ...(system === undefined ? {} : { system }),
        startedAt: record.startedAt,
      }),
    );
    if (answer.status === 'throttled') {
      await patience.wait(answer);
      continue;
    }
    const { output, attempts } = answer;
    frame.run.timeline.settle(record, 'succeeded', { output, attempts });
    return completed(output);
  }
}
