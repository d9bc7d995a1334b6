import { completed, renderText, VendorPatience, type NodeOutcome, type Run } from '@jarvis/interpreter/kit';
import type { StepRecord } from '@jarvis/plan';
import type { ModelNode } from './node.js';

/** Asks a model for a typed value. */
export async function runNode(node: ModelNode, run: Run, record: StepRecord): Promise<NodeOutcome> {
  const prompt = renderText(node.prompt, run);
  const system = node.system === undefined ? undefined : renderText(node.system, run);
  record.input = { prompt, ...(system === undefined ? {} : { system }) };
  const { id, path, name, model, outputSchema, maxTokens, lane, timeoutMs } = node;
  const patience = new VendorPatience(run, record);
  for (;;) {
    const retry = patience.retryOf(node.retry);
    const answer = await run.calls.step({ lane, timeoutMs, retry, summary: name }, (activities, scope) =>
      activities.askModel({
        ...scope,
        ...patience.terms,
        node: { id, path, name, model, outputSchema, maxTokens, lane, timeoutMs, retry },
        iteration: 0,
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
    run.timeline.settle(record, 'succeeded', { output, attempts });
    return completed(output);
  }
}
