/** An HTTP date begins with the day's name; some vendors send RFC 3339. Anything else is no date, whatever `Date.parse` makes of it. */
const DATE = /^(?:[A-Za-z]{3,9},? |\d{4}-\d{2}-\d{2}T)/;
const DECIMAL = /^\d+(?:\.\d+)?$/;

/**
 * A wait worth the name, in milliseconds. What a vendor writes may be anything: nothing, the past and what is no
 * number name no wait, and the caller's own pauses apply.
 */
export function namedWait(milliseconds: number | undefined): number | undefined {
  return milliseconds !== undefined && milliseconds > 0 ? milliseconds : undefined;
}

/**
 * Reads `Retry-After` (RFC 9110 10.2.3): seconds or an HTTP date.
 * @returns milliseconds from `now`; undefined when absent, unreadable or not in the future
 */
export function parseRetryAfter(value: string | null | undefined, now = Date.now()): number | undefined {
  const text = value?.trim() ?? '';
  if (DECIMAL.test(text)) return namedWait(Number(text) * 1000);
  return DATE.test(text) ? namedWait(Date.parse(text) - now) : undefined;
}

/** The same of a vendor's finer form, in milliseconds. */
export function parseRetryAfterMs(value: string | null | undefined): number | undefined {
  const text = value?.trim() ?? '';
  return DECIMAL.test(text) ? namedWait(Number(text)) : undefined;
}

/** Reads a reset time in unix seconds, such as X's `x-rate-limit-reset`; undefined when it has passed. */
export function parseResetTime(value: string | null | undefined, now = Date.now()): number | undefined {
  const text = value?.trim() ?? '';
  return DECIMAL.test(text) ? namedWait(Number(text) * 1000 - now) : undefined;
}
