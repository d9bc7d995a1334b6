import { EVENT_SOURCES } from '@jarvis/database';
import { RUN_STATUSES } from '@jarvis/vocabulary';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';

/** Called runs of one run that are told; a loop may call very many. */
const MAX_CALLS = 200;

const Caller = z.object({ id: z.uuid(), name: z.string(), status: z.enum(RUN_STATUSES) });
const Called = Caller.extend({ stepPath: z.string(), iteration: z.string() });

/** The run that called this one; null where something else started it. */
export async function findCaller(manager: EntityManager, runId: string): Promise<z.infer<typeof Caller> | null> {
  const rows: unknown = await manager.query(
    `select caller.id, coalesce(r.name, caller.plan->>'name', '') as name, caller.status
     from event_runs er
     join events e on e.id = er.event_id and e.source = '${EVENT_SOURCES.calls}'
     join runs caller on caller.id = e.cause_run_id
     left join automation_rules r on r.id = caller.rule_id
     where er.run_id = $1`,
    [runId],
  );
  return z.array(Caller).parse(rows)[0] ?? null;
}

/** The runs that this one has called, in their order. The key of a call is that of its step: run, path and iteration. */
export async function findCalled(manager: EntityManager, runId: string): Promise<z.infer<typeof Called>[]> {
  const rows: unknown = await manager.query(
    `select called.id, r.name, called.status, split_part(e.dedupe_key, '/', 2) as "stepPath",
            coalesce(nullif(substring(e.dedupe_key from '^[^/]*/[^/]*/(.*)$'), '0'), '') as iteration
     from events e
     join event_runs er on er.event_id = e.id
     join runs called on called.id = er.run_id
     join automation_rules r on r.id = called.rule_id
     where e.cause_run_id = $1 and e.source = '${EVENT_SOURCES.calls}'
     order by e.occurred_at, e.id limit ${MAX_CALLS.toString()}`,
    [runId],
  );
  return z.array(Called).parse(rows);
}
