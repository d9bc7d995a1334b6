import { completed, render, StepProblem, VendorPatience, type NodeOutcome, type Run } from '@jarvis/interpreter/kit';
import type { Json, PerformActionInput, PerformActionResult, StepRecord } from '@jarvis/plan';
import { patched } from '@temporalio/workflow';
import { awaitResolution } from './await-resolution.js';
import type { ActionNode } from './node.js';

type Call = Pick<PerformActionInput, 'input' | 'approvalId'>;
type Attempt = Call & Pick<PerformActionInput, 'startedAt'>;

/** Performs one action through its connector; the ledger in the activity makes repeats harmless. */
export async function runNode(node: ActionNode, run: Run, record: StepRecord): Promise<NodeOutcome> {
  const call = node.gatedBy === undefined ? { input: render(node.with, run) } : approvedCall(node, run);
  record.input = call.input;
  const attempt = { ...call, startedAt: record.startedAt };
  let patience = new VendorPatience(run, record);
  for (;;) {
    const result = await perform(node, run, attempt, patience);
    if (result.status === 'done') return settle(run, record, result);
    if (result.status === 'throttled') {
      await patience.wait(result);
      continue;
    }
    const effect = await awaitResolution({ run, record, node, unknown: result });
    if (effect.state === 'confirmed') {
      const output = effect.output ?? (await lookUpDetails(node, run, attempt, patience));
      run.timeline.finish(record, 'succeeded', { output, attempts: result.attempts });
      return completed(output);
    }
    // A person said that it did not happen, so it is performed again under the same key.
    patience = new VendorPatience(run, record);
  }
}

/** What the approval bound, and nothing else, even if the template would give something else by now. */
function approvedCall(node: ActionNode, run: Run): Call {
  const approved = run.approvals.get(node.gatedBy ?? '');
  if (approved) return approved;
  throw new StepProblem({
    code: 'not-approved',
    message: `"${node.name}" needs the approval "${node.gatedBy ?? ''}", which nobody has given in this run.`,
    hint: 'Let the approval step run before this one, on the same path.',
  });
}

/** A person confirmed it without saying with what result. Later steps read that, and the vendor can tell by now. */
async function lookUpDetails(node: ActionNode, run: Run, attempt: Attempt, patience: VendorPatience): Promise<Json> {
  if (!patched('look-up-confirmed-effect')) return null;
  const result = await perform(node, run, attempt, patience);
  return result.status === 'done' ? result.output : null;
}

function perform(node: ActionNode, run: Run, call: Attempt, patience: VendorPatience): Promise<PerformActionResult> {
  const { lane, timeoutMs } = node;
  const retry = patience.retryOf(node.retry);
  const { id, path, name, uses, connectionId, effect, gatedBy } = node;
  return run.calls.step({ lane, timeoutMs, retry, summary: `${name} (${uses})` }, (activities, scope) =>
    activities.performAction({
      ...scope,
      ...call,
      ...patience.terms,
      node: { id, path, name, uses, connectionId, effect, gatedBy, lane, timeoutMs, retry },
      iteration: 0,
    }),
  );
}

function settle(run: Run, record: StepRecord, result: { output: Json; attempts: number }): NodeOutcome {
  run.timeline.settle(record, 'succeeded', { output: result.output, attempts: result.attempts });
  return completed(result.output);
}
