import { z } from 'zod';

/** Accepted events that have waited too long to begin. */
export interface Backlog {
  waiting: number;
  oldestAt: Date;
}

const Row = z.tuple([z.object({ waiting: z.coerce.number().int(), oldest: z.date().nullable() })]);

/**
 * Asked anew each time, so that it is gone as soon as they have begun. Whose events it counts depends on who asks:
 * `query` of a tenant sees its own, the system's sees all.
 * @returns null when nothing has waited for more than `seconds`
 */
export async function readBacklog(
  query: (sql: string, values: unknown[]) => Promise<unknown>,
  seconds: number,
): Promise<Backlog | null> {
  const rows = await query(
    `select count(*) as waiting, min(created_at) as oldest
     from runs where status = 'queued' and created_at < now() - make_interval(secs => $1)
       and not exists (select from run_holds h where h.run_id = runs.id and h.phase in ('new', 'gathering', 'queued'))`,
    [seconds],
  );
  const [{ waiting, oldest }] = Row.parse(rows);
  return oldest === null ? null : { waiting, oldestAt: oldest };
}
