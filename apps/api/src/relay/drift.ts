/** One disagreement between Postgres and Temporal. */
export interface Drift {
  runId: string;
  observatoryId: string | null;
  /**
   * `workflow-closed`: the row is open, the workflow has ended. `workflow-missing`: the row is open, Temporal knows
   * nothing. `start-lost`: queued, and nobody is going to start it. `row-closed`: the workflow runs on after its row
   * has ended. `row-missing`: a workflow runs that no row knows of. `left-open`: the run has ended, something of it has not.
   */
  kind: 'workflow-closed' | 'workflow-missing' | 'start-lost' | 'row-closed' | 'row-missing' | 'left-open';
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
