import type { DriftKind } from '@jarvis/database';

/** One disagreement between Postgres and Temporal. */
export interface Drift {
  /** Of the workflow, or of the schedule. */
  temporalId: string;
  /** Null where there is no run here. */
  runId: string | null;
  /** Null where nothing says whose it is: it is only logged. */
  observatoryId: string | null;
  kind: DriftKind;
  /** Whether the reconciler put it right; otherwise a person must look. */
  mended: boolean;
  message: string;
}

export interface ReconcilerReport {
  /** Null before the first comparison. */
  checkedAt: Date | null;
  /** Why the last comparison could not be made. */
  failure: string | null;
  /** Runs compared by the last pass. */
  checked: number;
  /** What the last pass found. */
  drift: Drift[];
  /** Everything a person must look at. */
  open: number;
}
