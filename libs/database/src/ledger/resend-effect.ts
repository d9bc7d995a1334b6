import type { Queryable } from '../queryable.js';
import { z } from 'zod';

/**
 * Counts another attempt of an effect that is `sent`, for callers that know that repeating is harmless: the
 * vendor takes the key, or was looked at and has nothing.
 * @returns the number of this attempt, or null when the effect is no longer `sent`
 */
export async function resendEffect(manager: Queryable, key: string): Promise<number | null> {
  const rows: unknown = await manager.query(
    `with again as (update effects set attempts = attempts + 1 where key = $1 and state = 'sent' returning attempts)
     select attempts from again`,
    [key],
  );
  const [first] = z.array(z.object({ attempts: z.int() })).parse(rows);
  return first?.attempts ?? null;
}
