import type { RunOpening, StepRecord } from '@jarvis/plan';
import { z } from 'zod';
import type { Queryable } from '../queryable.js';
import type { LedgerScope } from './entries.js';
import { toJsonb, toText } from './jsonb.js';
import { writeStatement } from './write.js';

export interface OpenedRun {
  scope: LedgerScope;
  records: readonly StepRecord[];
  opening: Pick<RunOpening, 'type' | 'summary' | 'title' | 'event' | 'planHash' | 'ruleVersion' | 'startedAt'>;
  workflowId: string;
  temporalRunId: string;
}

const Opened = z.object({ opened: z.boolean() });

/**
 * A workflow has started. What it says of itself came through Temporal, so it is held against our own rows: a run is
 * opened only where somebody here asked for exactly this plan, and a scheduled one only where the rule is there, is
 * switched on, and has a version with this plan and a schedule. Whatever else asks is told no and writes nothing.
 * @returns whether the run is this workflow's: opened now or before, or ended by it
 */
export async function openRun(manager: Queryable, run: OpenedRun): Promise<boolean> {
  const { scope, records, opening, workflowId, temporalRunId } = run;
  const row = await writeStatement(manager, {
    scope,
    records,
    expressions: [opening.type === 'schedule' ? openScheduled : openQueued],
    select: `exists (select from opened) or exists (${endedByItself}) as opened`,
    parameters: [
      opening.ruleVersion ?? null,
      opening.planHash,
      opening.type,
      toText(opening.summary),
      toJsonb(opening.event) ?? '{}',
      workflowId,
      temporalRunId,
      opening.startedAt ?? null,
      toText(opening.title),
    ],
  });
  return Opened.parse(row).opened;
}

/**
 * The worker ended the run and died before Temporal knew, so the same execution is carried out once more from where
 * Temporal knows it: to the same end, since the ledger gives back what was done. Endings that only a workflow makes.
 */
const endedByItself = `select from runs
  where id = $2 and status in ('succeeded', 'rejected', 'expired')
    and workflow_id = $11 and temporal_run_id = $12 and plan_hash = $7`;

/** The API made the row: same rule, same version, same plan, not ended, and no other workflow's. */
const openQueued = `opened as (
  update runs set
    status = 'running', started_at = coalesce(started_at, $13::timestamptz, now()), workflow_id = $11, temporal_run_id = $12,
    title = coalesce(title, $14)
  where id = $2 and finished_at is null and plan_hash = $7 and rule_id is not distinct from $3
    and rule_version_id is not distinct from (select id from rule_versions where rule_id = $3 and version = $6)
    and (workflow_id is null or workflow_id = $11)
    and trigger_type = $8 and ($9::text is not null) and ($10::jsonb is not null)
  returning id)`;

/**
 * A schedule of ours makes its row here; the run's own goes on whatever has become of the rule. Keys between the rows are
 * checked when the whole statement is done.
 */
const openScheduled = `own as (
  update runs set status = 'running', started_at = coalesce(started_at, $13::timestamptz, now()), temporal_run_id = $12,
    title = coalesce(title, $14)
  where id = $2 and finished_at is null and plan_hash = $7 and workflow_id = $11
  returning id),
made as (
  insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary, event,
                    status, started_at, workflow_id, temporal_run_id, title)
  select $2, $1, r.id, v.id, v.plan_hash, $8, $9, $10, 'running', coalesce($13::timestamptz, now()), $11, $12, $14
  from automation_rules r join rule_versions v on v.rule_id = r.id
  where r.id = $3 and r.observatory_id = $1 and r.deleted_at is null and r.enabled
    and v.version = $6 and v.plan_hash = $7 and v.definition #>> '{trigger,kind}' = 'schedule'
    and not exists (select from own)
  on conflict (id) do nothing
  returning id),
opened as (select id from own union all select id from made)`;
