const WINDOW_MS = 15 * 60_000;

export interface RateLimit {
  exceeded: boolean;
  headers: Record<string, string>;
}

/** Counts calls in X's fixed windows of 15 minutes and words them as X's headers do. */
export function createRateLimiter(now: () => number = Date.now): (operation: string, limit: number) => RateLimit {
  const windows = new Map<string, { endsAt: number; used: number }>();
  return (operation, limit) => {
    const known = windows.get(operation);
    const window = known && known.endsAt > now() ? known : { endsAt: now() + WINDOW_MS, used: 0 };
    windows.set(operation, window);
    const exceeded = window.used >= limit;
    if (!exceeded) window.used += 1;
    return {
      exceeded,
      headers: limitHeaders({ limit, remaining: limit - window.used, resetAt: window.endsAt }),
    };
  };
}

export function limitHeaders({
  limit,
  remaining,
  resetAt,
}: {
  limit: number;
  remaining: number;
  resetAt: number;
}): Record<string, string> {
  return {
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(remaining),
    'x-rate-limit-reset': String(Math.ceil(resetAt / 1000)),
  };
}
