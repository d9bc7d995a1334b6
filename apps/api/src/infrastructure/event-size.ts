import { MAX_EVENT_BYTES } from '@jarvis/plan';
import { ApiError } from '../http/api-error.js';

/** Refuses an event that would be too large to carry. @throws ApiError 413 */
export function checkEventSize(event: unknown): void {
  const bytes = eventBytes(event);
  if (bytes <= MAX_EVENT_BYTES) return;
  throw new ApiError({
    status: 413,
    code: 'event-too-large',
    message: `The event is ${kilobytes(bytes)} KB once its numbers are written out; ${kilobytes(MAX_EVENT_BYTES)} KB are allowed.`,
    hint: 'Send less: fewer records at once, or an address under which the rest can be read.',
  });
}

/**
 * Bytes of the JSON as it is stored. It can be far more than what came: `1e300` is five characters, and PostgreSQL
 * keeps it as a number of 301 digits.
 */
export function eventBytes(event: unknown): number {
  return Buffer.byteLength(JSON.stringify(event)) + digitsOfExponents(event);
}

/** After the cap on nesting, so the recursion is bounded. */
function digitsOfExponents(value: unknown): number {
  if (typeof value === 'number') return Math.abs(Number(/e([+-]\d+)$/.exec(String(value))?.[1] ?? 0));
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, item) => sum + digitsOfExponents(item), 0);
}

function kilobytes(bytes: number): string {
  return Math.ceil(bytes / 1024).toString();
}
