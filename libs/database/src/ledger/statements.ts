/**
 * Parts of the ledger's statements. Everything a step writes goes in one statement of common table
 * expressions: a round trip costs more than the rows.
 *
 * `$1` observatory, `$2` run, `$3` rule or null, `$4` steps (jsonb array), `$5` feed (jsonb array).
 */
export const writeSteps = `
  steps as (
    insert into run_steps (observatory_id, run_id, step_id, path, iteration, kind, name, status, attempts, lane,
                           input, output, error, started_at, finished_at)
    select $1::uuid, $2::uuid, s.* from jsonb_to_recordset($4::jsonb) as s(
      step_id text, path text, iteration text, kind text, name text, status text, attempts int, lane text,
      input jsonb, output jsonb, error jsonb, started_at timestamptz, finished_at timestamptz)
    order by s.path, s.iteration
    on conflict (run_id, path, iteration) do update set
      status = excluded.status,
      attempts = greatest(run_steps.attempts, excluded.attempts),
      lane = coalesce(excluded.lane, run_steps.lane),
      input = coalesce(excluded.input, run_steps.input),
      output = coalesce(excluded.output, run_steps.output),
      error = excluded.error,
      started_at = least(run_steps.started_at, excluded.started_at),
      finished_at = excluded.finished_at
    -- A late repetition must not reopen a step that has finished.
    where run_steps.finished_at is null or excluded.finished_at is not null
  )`;

export const writeActivities = `
  feed as (
    insert into activity_logs (observatory_id, run_id, rule_id, activity_type, action, title, description, status,
                               step_path, iteration, platform, integration_id, metadata, occurred_at)
    select $1::uuid, $2::uuid, $3::uuid, a.activity_type, a.action, a.title, a.description, a.status,
           a.step_path, a.iteration, a.platform, a.integration_id, a.metadata, coalesce(a.occurred_at, now())
    from jsonb_to_recordset($5::jsonb) as a(
      activity_type text, action text, title text, description text, status text,
      step_path text, iteration text, platform text, integration_id uuid, metadata jsonb, occurred_at timestamptz)
    on conflict do nothing
    returning id
  )`;

/** Ids of the activity rows that are new. */
export const newFeedIds = `coalesce((select jsonb_agg(id) from feed), '[]') as feed_ids`;
