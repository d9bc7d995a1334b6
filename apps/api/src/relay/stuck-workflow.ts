import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { Drift } from './drift.js';
import { drift } from './mend-run.js';
import type { OpenRun } from './open-runs.queries.js';

/**
 * A single try of ten seconds fails when a worker is killed or a machine is slow. Temporal counts a try only once a
 * worker has taken the task, so a run that waits for a worker stays at the first.
 */
const STUCK_AT_TRY = 5;

/** Which try of its next task the workflow is at, when all before failed or ran out of time; else undefined. */
export function stuckAtTry({ raw }: WorkflowExecutionDescription): number | undefined {
  const attempt = raw.pendingWorkflowTask?.attempt ?? 0;
  return attempt < STUCK_AT_TRY ? undefined : attempt;
}

/** No worker gets on with the workflow. It is only listed: the next try, or a newer worker, may still succeed. */
export function stuck(run: OpenRun, atTry: number): Drift {
  return drift(run, 'workflow-stuck', {
    mended: false,
    message: `This run does not get on: its workflow failed or ran out of time ${(atTry - 1).toString()} times in a row. Its history in Temporal says why. It goes on by itself should a later try succeed; otherwise close it, look at what it did, and run it again.`,
  });
}
