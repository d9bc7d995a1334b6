import { Json } from '@jarvis/json';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';

const Steps = z.array(z.object({ output: Json }));

/**
 * What a run gave, as it is stored: with what is sensitive masked. The output of the `stop` that ended it, else of its
 * last step outside of loops; null where no step gave anything.
 */
export async function outputOfRun(manager: EntityManager, runId: string): Promise<Json> {
  const rows: unknown = await manager.query(
    `select output from run_steps where run_id = $1 and iteration = '' and status = 'succeeded' and output is not null
     order by kind = 'stop' desc, started_at desc, created_at desc, string_to_array(trim(regexp_replace(path, '\\D+', ' ', 'g')), ' ')::int[] desc
     limit 1`,
    [runId],
  );
  return Steps.parse(rows)[0]?.output ?? null;
}
