import { isUnsealed } from '@jarvis/interpreter';
import { CarrierInput, FAILURE, type CarriedRuns, type CarrierActivities } from '@jarvis/plan';
import { ApplicationFailure, proxyLocalActivities } from '@temporalio/workflow';

/** What is not written by then is not written at all, and its runs begin in workflows of their own. */
const OPTIONS = { startToCloseTimeout: '30 seconds', retry: { maximumAttempts: 2, initialInterval: 500 } } as const;

/**
 * Runs many short runs of one rule together: one workflow, one activity and one statement for all of them. Whatever
 * happens to it, a run is either done or has not begun, and what has not begun the relay starts by itself.
 */
export async function carryRuns(input: unknown): Promise<CarriedRuns> {
  const parsed = isUnsealed(input) ? undefined : CarrierInput.safeParse(input).data;
  if (!parsed) {
    throw ApplicationFailure.nonRetryable(
      'This workflow is not run: its input was not sealed for it by this installation. Start rules in Jarvis.',
      FAILURE.notOurs,
    );
  }
  const summary = `Runs ${String(parsed.runIds.length)} short runs`;
  return proxyLocalActivities<CarrierActivities>({ ...OPTIONS, summary }).carryRuns(parsed);
}
