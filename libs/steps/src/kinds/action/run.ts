import { completed, render, StepProblem, VendorPatience, type Frame, type NodeOutcome } from '@jarvis/interpreter/kit';
import type { Json, PerformActionInput, PerformActionResult, StepRecord } from '@jarvis/plan';
import { patched } from '@temporalio/workflow';
import { awaitResolution } from './await-resolution.js';
import type { ActionNode } from './node.js';

type Call = Pick<PerformActionInput, 'input' | 'approvalId'>;
type Attempt = Call & Pick<PerformActionInput, 'startedAt'>;

/** Performs one action through its connector; the ledger in the activity makes repeats harmless. */
export async function runNode(node: ActionNode, frame: Frame, record: StepRecord): Promise<NodeOutcome> {
  const call = node.gatedBy === undefined ? { input: render(node.with, frame) } : approvedCall(node, frame);
  record.input = call.input;
  record.lane = frame.run.calls.laneOf(node.lane);
  const attempt = { ...call, startedAt: record.startedAt };
  let patience = new VendorPatience(frame, record);
  for (;;) {
    const result = await perform(node, frame, attempt, patience);
    if (result.status === 'done') return settle(frame, record, result);
    if (result.status === 'throttled') {
      await patience.wait(result);
      continue;
    }
    const effect = await awaitResolution({ frame, record, node, unknown: result });
    if (effect.state === 'confirmed') {
      const output = effect.output ?? (await lookUpDetails(node, frame, attempt, patience));
      frame.run.timeline.finish(record, 'succeeded', { output, attempts: result.attempts });
      return completed(output);
    }
    // A person said that it did not happen, so it is performed again under the same key.
    patience = new VendorPatience(frame, record);
  }
}

/** What the approval bound, and nothing else, even if the template would give something else by now. */
function approvedCall(node: ActionNode, frame: Frame): Call {
  const approved = frame.approvalOf(node.gatedBy ?? '');
  if (approved) return approved;
  throw new StepProblem({
    code: 'not-approved',
    message: `"${node.name}" needs the approval "${node.gatedBy ?? ''}", which nobody has given in this run.`,
    hint: 'Let the approval step run before this one, on the same path.',
  });
}

/** A person confirmed it without saying with what result. Later steps read that, and the vendor can tell by now. */
async function lookUpDetails(
  node: ActionNode,
  frame: Frame,
  attempt: Attempt,
  patience: VendorPatience,
): Promise<Json> {
  if (!patched('look-up-confirmed-effect')) return null;
  const result = await perform(node, frame, attempt, patience);
  return result.status === 'done' ? result.output : null;
}

function perform(
  node: ActionNode,
  frame: Frame,
  call: Attempt,
  patience: VendorPatience,
): Promise<PerformActionResult> {
  const { timeoutMs } = node;
  const lane = frame.run.calls.laneOf(node.lane);
  const retry = patience.retryOf(node.retry);
  const { id, path, name, uses, connectionId, effect, gatedBy } = node;
  return frame.step({ lane, timeoutMs, retry, summary: `${name} (${uses})` }, (activities, scope) =>
    activities.performAction({
      ...scope,
      ...call,
      ...patience.terms,
      node: { id, path, name, uses, connectionId, effect, gatedBy, lane, timeoutMs, retry },
      iteration: frame.at,
    }),
  );
}

function settle(frame: Frame, record: StepRecord, result: { output: Json; attempts: number }): NodeOutcome {
  frame.run.timeline.settle(record, 'succeeded', { output: result.output, attempts: result.attempts });
  return completed(result.output);
}
