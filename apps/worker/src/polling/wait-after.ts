import { ConnectorError } from '@jarvis/connector-kit';

/** A platform that is away for a night is asked again this soon after it is back. */
const MAX_MS = 15 * 60_000;
/** A vendor may ask for more than that, but not for ever. */
const MAX_ASKED_MS = 24 * 3_600_000;

/** How long a source rests after a look that failed: twice as long each time, and as long as the vendor asks for. */
export function waitAfter({
  failures,
  everyMs,
  error,
}: {
  /** In a row, before this one. */
  failures: number;
  everyMs: number;
  error: unknown;
}): number {
  const asked = error instanceof ConnectorError ? (error.retryAfterMs ?? 0) : 0;
  const grown = Math.min(everyMs * 2 ** Math.min(failures, 20), Math.max(everyMs, MAX_MS));
  return Math.max(grown, Math.min(asked, MAX_ASKED_MS));
}
