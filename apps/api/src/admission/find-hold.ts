import type { EntityManager } from 'typeorm';
import { z } from 'zod';

const Rows = z.array(
  z.object({
    phase: z.enum(['new', 'gathering', 'queued']),
    since: z.date(),
    before: z.coerce.number().int(),
    until: z.date().nullable(),
  }),
);

/** How a run is held back by the limits of its rule; null when it is not. */
export async function findHold(manager: EntityManager, runId: string): Promise<z.infer<typeof Rows>[number] | null> {
  const rows: unknown = await manager.query(
    `select h.phase, h.came_at as since, h.due as until,
       (select count(*) from run_holds o where o.rule_id = h.rule_id and o.phase = 'queued' and h.phase = 'queued'
          and o.place < h.place and o.concurrency_key = h.concurrency_key and o.throttle_key = h.throttle_key) as before
     from run_holds h join runs r on r.id = h.run_id
     where h.run_id = $1 and h.phase in ('new', 'gathering', 'queued') and r.finished_at is null`,
    [runId],
  );
  return Rows.parse(rows)[0] ?? null;
}
