import { storedBytes } from '@jarvis/json';
import { MAX_EVENT_BYTES } from '@jarvis/plan';
import { ApiError } from '../http/api-error.js';

/** Refuses an event that would be too large to carry. @throws ApiError 413 */
export function checkEventSize(event: unknown): void {
  const bytes = storedBytes(event);
  if (bytes <= MAX_EVENT_BYTES) return;
  throw new ApiError({
    status: 413,
    code: 'event-too-large',
    message: `The event is ${kilobytes(bytes)} KB once its numbers are written out; ${kilobytes(MAX_EVENT_BYTES)} KB are allowed.`,
    hint: 'Send less: fewer records at once, or an address under which the rest can be read.',
  });
}

function kilobytes(bytes: number): string {
  return Math.ceil(bytes / 1024).toString();
}
