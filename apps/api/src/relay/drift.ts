/**
 * `workflow-closed`: the row is open, the workflow has ended. `workflow-missing`: the row is open, Temporal knows
 * nothing. `start-lost`: queued, and nobody is going to start it. `row-closed`: the workflow runs on after its row has
 * ended. `row-missing`: a workflow runs that no row knows of. `status-stale`: the row says less than the workflow has
 * done. `approval-missing`: the workflow waits for an answer to a question that is not here. `answer-lost`: what was
 * decided is here, and the workflow has not heard of it. `cancel-lost`: likewise, that it shall stop. `left-open`: the
 * run has ended, something of it has not.
 */
export const DRIFT_KINDS = [
  'workflow-closed',
  'workflow-missing',
  'start-lost',
  'row-closed',
  'row-missing',
  'status-stale',
  'approval-missing',
  'answer-lost',
  'cancel-lost',
  'left-open',
] as const;

/** One disagreement between Postgres and Temporal. */
export interface Drift {
  /** The workflow's id where there is no run. */
  runId: string;
  observatoryId: string | null;
  kind: (typeof DRIFT_KINDS)[number];
  workflowId: string;
  /** Whether the reconciler put it right; otherwise a person must look. */
  mended: boolean;
  message: string;
}

export interface ReconcilerReport {
  /** Null before the first comparison. */
  checkedAt: Date | null;
  /** Why the last comparison could not be made. */
  failure: string | null;
  checked: number;
  drift: Drift[];
}
