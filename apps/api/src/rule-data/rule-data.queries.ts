import type { StepData } from '@jarvis/compiler';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';

/** Runs whose outputs are looked at, and runs whose events are listed. */
const OUTPUT_RUNS = 5;
const EVENT_RUNS = 20;
/** Larger values are no samples that anybody reads. */
const MAX_EVENT = 65_536;
const MAX_OUTPUT = 32_768;
const MAX_OUTPUTS = 1_000_000;

const Recent = z.array(
  z.object({
    id: z.uuid(),
    runId: z.uuid().nullable(),
    at: z.coerce.date(),
    summary: z.string(),
    event: z.unknown(),
  }),
);
const Outputs = z.array(
  z.object({ id: z.string(), status: z.string(), output: z.unknown(), error: z.unknown(), size: z.int() }),
);

/**
 * The events of the last runs of a rule, and of deliveries that have none, newest first; without those that are too large
 * to show.
 */
export async function findRecentEvents(
  manager: EntityManager,
  ruleId: string,
  limit = EVENT_RUNS,
): Promise<z.output<typeof Recent>> {
  const rows: unknown = await manager.query(
    `select id, "runId", at, summary, event from (
       (select id, id as "runId", created_at as at, trigger_summary as summary, event from runs
        where rule_id = $1 order by created_at desc, id desc limit ${EVENT_RUNS.toString()})
       union all
       (select i.id, null, i.received_at, i.summary, i.event from webhook_endpoints e
        join inbox i on i.source = 'hook:' || e.id and i.kept and i.status in ('judging', 'filtered', 'held')
        where e.rule_id = $1 order by i.received_at desc, i.id desc limit ${EVENT_RUNS.toString()})) recent
     where event is not null and octet_length(event::text) <= ${MAX_EVENT.toString()}
     order by at desc, id desc limit $2`,
    [ruleId, limit],
  );
  return Recent.parse(rows);
}

/** What each step gave last, in the last few runs, as it is stored: with what is sensitive masked. */
export async function findLastOutputs(manager: EntityManager, ruleId: string): Promise<Record<string, StepData>> {
  const rows: unknown = await manager.query(
    `select distinct on (s.step_id) s.step_id as id, s.status, s.output, s.error, octet_length(s.output::text) as size
     from (select id, created_at from runs where rule_id = $1 order by created_at desc, id desc limit ${OUTPUT_RUNS.toString()}) r
     join run_steps s on s.run_id = r.id
     -- Of a loop its first item: what all the others gave would be read only to be left out.
     where s.iteration !~ '#[1-9]' and s.output is not null and octet_length(s.output::text) <= ${MAX_OUTPUT.toString()}
     order by s.step_id, r.created_at desc, r.id desc, s.iteration`,
    [ruleId],
  );
  let left = MAX_OUTPUTS;
  return Object.fromEntries(
    Outputs.parse(rows).flatMap(({ id, size, error, ...step }) => {
      left -= size;
      return left < 0 ? [] : [[id, error === null ? step : { ...step, error }]];
    }),
  );
}
