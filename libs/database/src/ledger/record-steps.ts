import type { StepRecord } from '@jarvis/plan';
import type { Queryable } from '../queryable.js';
import type { LedgerScope, NewFeedEntry } from './entries.js';
import { writeStatement } from './write.js';

/**
 * Writes step records, and lines for the feed, of a run; each once however often it is called. What a read
 * or a pure step needs, and how records of nodes without an activity get written.
 */
export async function recordSteps(
  manager: Queryable,
  written: { scope: LedgerScope; records: readonly StepRecord[]; feed?: readonly NewFeedEntry[] },
): Promise<void> {
  if (written.records.length === 0 && (written.feed ?? []).length === 0) return;
  await writeStatement(manager, written);
}
