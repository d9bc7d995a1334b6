import { Json, workflowIdOfRun, type StepRecord } from '@jarvis/plan';
import { FINAL_RUN_STATUSES, type FinalRunStatus } from '@jarvis/vocabulary';
import { z } from 'zod';
import { notify } from '../notify.js';
import type { Queryable } from '../queryable.js';
import { feedValues, stepValues, type NewFeedEntry } from './entries.js';
import { toJsonb, toText } from './jsonb.js';
import { effectValues, type GroupedEffect } from './record-group.js';

/** A run that was run from its first step to its end in memory. */
export interface CarriedRun {
  runId: string;
  planHash: string;
  /** Others need more than rows: people are told, and something is undone. */
  status: 'succeeded' | 'rejected';
  message?: string | undefined;
  /** What it gives to whoever called it. */
  output?: Json | undefined;
  title?: string | undefined;
  /** ISO 8601, as the steps'. */
  startedAt: string;
  steps: readonly StepRecord[];
  feed: readonly NewFeedEntry[];
  effects: readonly GroupedEffect[];
}

interface Carried {
  observatoryId: string;
  /** Temporal's ids of the workflow that ran them: a carrier, or of one run its own. */
  workflowId: string;
  temporalRunId: string;
  runs: readonly CarriedRun[];
}

const Ids = z.array(z.uuid());
const Named = z.array(z.object({ id: z.uuid(), run_id: z.uuid() }));
const Row = z.tuple([z.object({ closed: Ids, feed: Named, effects: Named })]);

/**
 * Opens, records and closes many runs in one statement. Of a run that another workflow has begun, that was cancelled, or that
 * was written before, nothing is written.
 * @returns the ids of those that were written
 */
export async function recordCarried(
  queryable: Queryable,
  { observatoryId, workflowId, temporalRunId, runs }: Carried,
): Promise<ReadonlySet<string>> {
  const of = (entries: (run: CarriedRun) => readonly object[]) =>
    toJsonb(runs.flatMap((run) => entries(run).map((entry) => ({ run_id: run.runId, ...entry }))));
  const rows: unknown = await queryable.query(RECORD, [
    observatoryId,
    workflowId,
    temporalRunId,
    toJsonb(runs.map((run) => toRow(run, workflowId))),
    of(({ steps }) => stepValues(steps)),
    of(({ feed }) => feedValues(feed)),
    of(({ effects }) => effects.map(effectValues)),
  ]);
  const [{ closed, feed, effects }] = Row.parse(rows);
  for (const id of closed) await notify(queryable, { type: 'run_updated', observatoryId, runId: id, id });
  for (const { id, run_id: runId } of feed) {
    await notify(queryable, { type: 'activity_created', observatoryId, runId, id });
  }
  for (const { id, run_id: runId } of effects) {
    await notify(queryable, { type: 'effect_updated', observatoryId, runId, id });
  }
  return new Set(closed);
}

function toRow({ runId, planHash, status, message, output, title, startedAt }: CarriedRun, workflowId: string) {
  return {
    id: runId,
    own: workflowId === workflowIdOfRun(runId),
    plan_hash: planHash,
    status,
    message: toText(message),
    output,
    title: toText(title),
    started_at: startedAt,
  };
}

/** Everything hangs on the row of the run, which one statement can take from “queued” only once. */
const RECORD = `with
  closed as (
    update runs r set status = c.status, outcome_message = c.message, output = c.output, title = coalesce(r.title, c.title),
      started_at = c.started_at, finished_at = now(), temporal_run_id = $3,
      workflow_id = case when c.own then $2 end, carrier_id = case when not c.own then $2 end
    from jsonb_to_recordset($4::jsonb) as c(
      id uuid, own boolean, plan_hash text, status text, message text, output jsonb, title text,
      started_at timestamptz)
    where r.id = c.id and r.status = 'queued' and r.finished_at is null and r.workflow_id is null
      and r.plan_hash = c.plan_hash
    returning r.id, r.rule_id, r.status, r.started_at),
  steps as (
    insert into run_steps (observatory_id, run_id, step_id, path, iteration, kind, name, status, attempts, lane,
                           input, output, error, started_at, finished_at)
    select $1::uuid, s.* from jsonb_to_recordset($5::jsonb) as s(
      run_id uuid, step_id text, path text, iteration text, kind text, name text, status text, attempts int, lane text,
      input jsonb, output jsonb, error jsonb, started_at timestamptz, finished_at timestamptz)
    join closed on closed.id = s.run_id),
  feed as (
    insert into activity_logs (observatory_id, run_id, rule_id, activity_type, action, title, description, status,
                               step_path, iteration, platform, integration_id, metadata, occurred_at)
    select $1::uuid, closed.id, closed.rule_id, a.activity_type, a.action, a.title, a.description, a.status,
           a.step_path, a.iteration, a.platform, a.integration_id, a.metadata, coalesce(a.occurred_at, now())
    from jsonb_to_recordset($6::jsonb) as a(
      run_id uuid, activity_type text, action text, title text, description text, status text, step_path text,
      iteration text, platform text, integration_id uuid, metadata jsonb, occurred_at timestamptz)
    join closed on closed.id = a.run_id
    on conflict do nothing
    returning id, run_id),
  written as (
    insert into effects (observatory_id, run_id, step_path, iteration, key, platform, action,
                         effect, input_hash, request, response, state, attempts, sent_at, settled_at)
    select $1::uuid, e.*, 'confirmed', 1, now(), now()
    from jsonb_to_recordset($7::jsonb) as e(
      run_id uuid, step_path text, iteration text, key text, platform text, action text,
      effect text, input_hash text, request jsonb, response jsonb)
    join closed on closed.id = e.run_id
    on conflict (key) do nothing
    returning id, run_id),
  counted as (
    update automation_rules r set
      run_count = r.run_count + c.runs, success_count = r.success_count + c.succeeded,
      last_run_at = greatest(r.last_run_at, c.last_at)
    from (select rule_id, count(*) as runs, count(*) filter (where status = 'succeeded') as succeeded,
                 max(started_at) as last_at
          from closed group by rule_id) c
    where r.id = c.rule_id)
  select coalesce((select jsonb_agg(id) from closed), '[]') as closed,
         coalesce((select jsonb_agg(jsonb_build_object('id', id, 'run_id', run_id)) from feed), '[]') as feed,
         coalesce((select jsonb_agg(jsonb_build_object('id', id, 'run_id', run_id)) from written), '[]') as effects`;

const Ending = z.array(
  z.object({ status: z.enum(FINAL_RUN_STATUSES), outcome_message: z.string().nullable(), output: Json.nullable() }),
);

/** How a run ended that this same execution of its workflow wrote before its worker died; undefined where it did not. */
export async function readOwnEnding(
  queryable: Queryable,
  { runId, workflowId, temporalRunId }: { runId: string; workflowId: string; temporalRunId: string },
): Promise<{ status: FinalRunStatus; message?: string; output?: Json } | undefined> {
  const rows = await queryable.query(
    `select status, outcome_message, output from runs
     where id = $1 and workflow_id = $2 and temporal_run_id = $3 and finished_at is not null`,
    [runId, workflowId, temporalRunId],
  );
  const [row] = Ending.parse(rows);
  if (!row) return undefined;
  const { status, outcome_message: message, output } = row;
  return { status, ...(message === null ? {} : { message }), ...(output === null ? {} : { output }) };
}
