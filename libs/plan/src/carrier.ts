import type { FinalRunStatus } from '@jarvis/vocabulary';
import { z } from 'zod';
import type { RunScope } from './activities.js';
import type { Json } from './json.js';

/** Most runs of one carrier. */
export const MAX_CARRIED = 50;

/** What `carryRuns` takes: queued runs of one rule. What they run with is read from their rows. */
export const CarrierInput = z.object({
  observatoryId: z.uuid(),
  ruleId: z.uuid(),
  runIds: z.array(z.uuid()).min(1).max(MAX_CARRIED),
});
export type CarrierInput = z.infer<typeof CarrierInput>;

/** What `carryRuns` returns, for whoever looks at it in Temporal UI: the rows say what became of each run. */
export interface CarriedRuns {
  /** Runs that came to their end. */
  carried: number;
  /** Runs of which nothing was done, so that each begins in a workflow of its own. */
  left: number;
}

export interface WholeRunInput extends Pick<RunScope, 'runId' | 'observatoryId'> {
  /** What its workflow was started with. */
  planHash: string;
}

/** What became of a run that one activity was to do. `left`: nothing was written, so its workflow does it step by step. */
export type WholeRun = { type: 'ended'; status: FinalRunStatus; message?: string; output?: Json } | { type: 'left' };

export interface CarrierActivities {
  /** Does all of a run whose steps are short, and writes it in one statement. */
  runWhole(input: WholeRunInput): Promise<WholeRun>;
  /** Runs each in memory, and writes all that came to their end in one statement. */
  carryRuns(input: CarrierInput): Promise<CarriedRuns>;
}
