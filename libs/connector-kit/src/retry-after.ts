/**
 * Reads `Retry-After` (RFC 9110 10.2.3): seconds or an HTTP date.
 * @returns milliseconds from `now`, or undefined when absent or unreadable
 */
export function parseRetryAfter(value: string | null | undefined, now = Date.now()): number | undefined {
  if (!value) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Reads a reset time in unix seconds, such as X's `x-rate-limit-reset`. */
export function parseResetTime(value: string | null | undefined, now = Date.now()): number | undefined {
  const seconds = value ? Number(value) : Number.NaN;
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1000 - now) : undefined;
}
