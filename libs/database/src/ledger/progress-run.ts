import type { StepRecord } from '@jarvis/plan';
import type { Queryable } from '../queryable.js';
import type { LedgerScope, NewFeedEntry } from './entries.js';
import { toText } from './jsonb.js';
import { writeStatement } from './write.js';

export interface RunProgress {
  scope: LedgerScope;
  records: readonly StepRecord[];
  feed?: readonly NewFeedEntry[];
  status: 'running' | 'waiting';
  /** What it waits for, in words. */
  waitingFor?: string;
}

/** The run goes on or begins to wait. A run that has ended stays as it ended. */
export async function progressRun(manager: Queryable, progress: RunProgress): Promise<void> {
  await writeStatement(manager, {
    ...progress,
    expressions: [
      `progressed as (update runs set status = $6, waiting_for = $7 where id = $2 and finished_at is null)`,
    ],
    parameters: [progress.status, toText(progress.status === 'waiting' ? progress.waitingFor : null)],
  });
}
