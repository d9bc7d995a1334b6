import type { StepRecord } from '@jarvis/plan';
import type { Queryable } from '../queryable.js';
import { z } from 'zod';
import { notify } from '../notify.js';
import { feedRows, stepRows, type LedgerScope, type NewFeedEntry } from './entries.js';
import { newFeedIds, writeActivities, writeSteps } from './statements.js';

export interface Statement {
  scope: LedgerScope;
  records: readonly StepRecord[];
  feed?: readonly NewFeedEntry[];
  /** Further common table expressions; their parameters start at `$6`. */
  expressions?: readonly string[];
  /** What to select besides the new activities' ids. */
  select?: string;
  parameters?: readonly unknown[];
}

const FeedIds = z.object({ feed_ids: z.array(z.uuid()) });

/**
 * Runs one ledger statement and says on the live channel what it changed.
 * @returns the selected row, unparsed; undefined when `select` names a source without rows
 */
export async function writeStatement(manager: Queryable, statement: Statement): Promise<unknown> {
  const { scope, records, feed = [], expressions = [], select, parameters = [] } = statement;
  const rows: unknown = await manager.query(
    `with ${[writeSteps, writeActivities, ...expressions].join(',')}
     select ${newFeedIds}${select === undefined ? '' : `, ${select}`}`,
    [scope.observatoryId, scope.runId, scope.ruleId ?? null, stepRows(records), feedRows(feed), ...parameters],
  );
  const row = z.array(z.unknown()).parse(rows)[0];
  if (row !== undefined) {
    const { feed_ids } = FeedIds.parse(row);
    for (const id of feed_ids) await notify(manager, { type: 'activity_created', ...at(scope), id });
  }
  await notify(manager, { type: 'run_updated', ...at(scope), id: scope.runId });
  return row;
}

function at({ observatoryId, runId }: LedgerScope): { observatoryId: string; runId: string } {
  return { observatoryId, runId };
}
