import type { RunOpening, StepRecord } from '@jarvis/plan';
import type { Queryable } from '../queryable.js';
import type { LedgerScope } from './entries.js';
import { toJsonb, toText } from './jsonb.js';
import { writeStatement } from './write.js';

export interface OpenedRun {
  scope: LedgerScope;
  records: readonly StepRecord[];
  opening: RunOpening;
  workflowId: string;
  temporalRunId: string;
}

/**
 * A workflow has started: its row, queued by whoever started it or made here (schedules), becomes running.
 * A run that has ended stays as it ended.
 */
export async function openRun(
  manager: Queryable,
  { scope, records, opening, workflowId, temporalRunId }: OpenedRun,
): Promise<void> {
  await writeStatement(manager, {
    scope,
    records,
    // Keys between the rows are checked when the whole statement is done.
    expressions: [
      `opened as (
        insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary, event,
                          status, started_at, workflow_id, temporal_run_id)
        values ($2, $1, $3, (select id from rule_versions where rule_id = $3 and version = $6), $7, $8, $9, $10,
                'running', coalesce($13::timestamptz, now()), $11, $12)
        on conflict (id) do update set
          status = 'running', started_at = coalesce(runs.started_at, excluded.started_at),
          workflow_id = excluded.workflow_id, temporal_run_id = excluded.temporal_run_id
        where runs.finished_at is null)`,
    ],
    parameters: [
      opening.ruleVersion ?? null,
      opening.planHash,
      opening.type,
      toText(opening.summary),
      toJsonb(opening.event),
      workflowId,
      temporalRunId,
      opening.startedAt ?? null,
    ],
  });
}
