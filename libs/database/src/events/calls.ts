import { Json, JsonObject, type CallState } from '@jarvis/plan';
import { FINAL_RUN_STATUSES, RUN_STATUSES } from '@jarvis/vocabulary';
import { z } from 'zod';
import type { LedgerScope } from '../ledger/entries.js';
import { toJsonb } from '../ledger/jsonb.js';
import type { Queryable } from '../queryable.js';
import { EVENT_SOURCES } from './emitting.js';

const Called = z.object({
  id: z.uuid(),
  status: z.enum(RUN_STATUSES),
  ended: z.boolean(),
  output: Json.nullable(),
  outcome_message: z.string().nullable(),
});
const Final = z.enum(FINAL_RUN_STATUSES);

export type CalledRun = Omit<CallState, 'isNew'>;

/** The run that a step has called, as it stands; null where it has called none. */
export function readCall(manager: Queryable, { key }: { key: string }): Promise<CalledRun | null> {
  return find(
    manager,
    `id = (select er.run_id from events e join event_runs er on er.event_id = e.id
           where e.source = '${EVENT_SOURCES.calls}' and e.dedupe_key = $1 and er.status = 'started')`,
    [key],
  );
}

/**
 * A step calls a rule: its run is made by the trigger of `events`, in this transaction. A run that has ended calls nothing.
 * @throws what {@link refusedCall} reads, when the rule cannot be called: then nothing is written
 */
export async function startCall(
  manager: Queryable,
  { scope, key, rule, input }: { scope: LedgerScope; key: string; rule: string; input: Json },
): Promise<void> {
  await manager.query(
    `insert into events (observatory_id, source, name, dedupe_key, summary, body, cause_run_id)
     select $1::uuid, '${EVENT_SOURCES.calls}', $3::text, $4::text,
            coalesce((select name from automation_rules where id = r.rule_id), r.plan->>'name', ''), $5::jsonb, r.id
     from runs r where r.id = $2 and r.finished_at is null
     on conflict (observatory_id, source, dedupe_key) do nothing`,
    [scope.observatoryId, scope.runId, rule, key, toJsonb(input)],
  );
}

/**
 * From here on the called run tells this one of its end, unless it has ended. Its row is locked for that, as whoever ends
 * it locks it, so the one does not miss the other.
 */
export async function awaitCalled(
  manager: Queryable,
  { runId, calledRunId }: { runId: string; calledRunId: string },
): Promise<CalledRun | null> {
  await manager.query(
    'update runs set awaited_by = $2 where id = $1 and finished_at is null and awaited_by is distinct from $2',
    [calledRunId, runId],
  );
  return find(manager, 'id = $1', [calledRunId]);
}

/** Nobody waits for the called run any more. Unless it has ended it is asked to stop. */
export async function withdrawCalled(
  manager: Queryable,
  { runId, calledRunId }: { runId: string; calledRunId: string },
): Promise<CalledRun | null> {
  await manager.query(
    'with withdrawn as (update runs set awaited_by = null where id = $1 and awaited_by = $2 and finished_at is null returning id, observatory_id) select stop_runs(array_agg(id)) from withdrawn',
    [calledRunId, runId],
  );
  return find(manager, 'id = $1', [calledRunId]);
}

/** What a rule takes, as it is published; undefined where it does not say. */
export async function readInputs(manager: Queryable, rule: string): Promise<JsonObject | undefined> {
  const rows: unknown = await manager.query(
    `select v.plan->'inputs' as inputs
     from automation_rules r join rule_versions v on v.id = r.published_version_id where r.id::text = $1`,
    [rule],
  );
  return z.array(z.object({ inputs: JsonObject.nullable() })).parse(rows)[0]?.inputs ?? undefined;
}

async function find(manager: Queryable, condition: string, parameters: unknown[]): Promise<CalledRun | null> {
  const rows: unknown = await manager.query(
    `select id, status, finished_at is not null as ended, output, outcome_message from runs where ${condition}`,
    parameters,
  );
  const [row] = z.array(Called).parse(rows);
  if (!row) return null;
  const { id: runId, status, ended, output, outcome_message: message } = row;
  return {
    runId,
    status: ended ? Final.parse(status) : 'open',
    ...(ended && status === 'succeeded' ? { output } : {}),
    ...(message === null ? {} : { message }),
  };
}
