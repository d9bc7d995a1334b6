import { z } from 'zod';
import type { StepJob } from './step-job.js';

const Row = z.array(z.object({ age: z.coerce.number() }));

/**
 * How long ago the effect was last sent. `updated_at` moves with every (re)send, and the database's clock is the
 * only one both attempts share.
 */
export async function msSinceLastSend({ dependencies, key, scope }: StepJob): Promise<number> {
  const rows: unknown = await dependencies.database.tenant(scope.observatoryId, (manager) =>
    manager.query(
      `select extract(epoch from clock_timestamp() - updated_at) * 1000 as age from effects where key = $1`,
      [key],
    ),
  );
  return Row.parse(rows)[0]?.age ?? Number.POSITIVE_INFINITY;
}
