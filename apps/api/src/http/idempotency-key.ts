import { createHash } from 'node:crypto';
import { refuse, type ApiError } from './api-error.js';

const MAX_KEY = 200;

/**
 * The same key in the same scope gives the same id (UUID version 8, from a hash) to what is made, so the primary key does
 * the remembering. Undefined without a key.
 *
 * @throws ApiError 400 for a key that is empty or too long
 */
export function idOfKey(key: string | undefined, scope: readonly string[]): string | undefined {
  if (key === undefined) return undefined;
  if (key.length === 0 || key.length > MAX_KEY) throw badKey();
  const hex = createHash('sha256')
    .update(JSON.stringify([...scope, key]))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * @param made what the earlier request made, for example `{ runId }`
 * @param how how it differs, for example `with another event`
 */
export function keyUsed(made: Record<string, string>, how: string): ApiError {
  return refuse.conflict({
    code: 'idempotency-key-used',
    message: `This Idempotency-Key was used before, ${how}, so nothing was done.`,
    hint: 'Use a new key for a new request.',
    details: made,
  });
}

function badKey(): ApiError {
  return refuse.invalidInput({
    message: `Idempotency-Key must have 1 to ${MAX_KEY.toString()} characters.`,
    details: [
      {
        path: 'headers.idempotency-key',
        code: 'invalid',
        message: 'too long or empty',
        hint: 'Use a UUID, for example.',
      },
    ],
  });
}
