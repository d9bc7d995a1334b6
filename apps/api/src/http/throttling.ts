import { Injectable, type ExecutionContext } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerModuleOptions, type ThrottlerStorage } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { refuse } from './api-error.js';

const MINUTE = 60_000;
/** Keys kept before the sweep runs: bounds memory whatever addresses a flood comes from. */
const MOST_KEYS = 20_000;

type StorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Fixed windows in memory, without a timer per hit (the library's own storage keeps one). Per process. */
export class WindowStorage implements ThrottlerStorage {
  private readonly windows = new Map<string, { hits: number; endsAt: number }>();

  increment(key: string, ttl: number, limit: number): Promise<StorageRecord> {
    const now = Date.now();
    let window = this.windows.get(key);
    if (window === undefined || window.endsAt <= now) {
      if (this.windows.size >= MOST_KEYS) this.sweep(now);
      window = { hits: 0, endsAt: now + ttl };
      this.windows.set(key, window);
    }
    window.hits += 1;
    const seconds = Math.ceil((window.endsAt - now) / 1000);
    const isBlocked = window.hits > limit;
    return Promise.resolve({ totalHits: window.hits, timeToExpire: seconds, isBlocked, timeToBlockExpire: isBlocked ? seconds : 0 });
  }

  private sweep(now: number): void {
    for (const [key, { endsAt }] of this.windows) if (endsAt <= now) this.windows.delete(key);
    if (this.windows.size >= MOST_KEYS) this.windows.clear();
  }
}

/** By default a person may ask each endpoint 150 times a second; costly routes set less with `@Throttle`. */
export const createThrottling = (): ThrottlerModuleOptions => ({
  throttlers: [{ name: 'default', ttl: MINUTE, limit: 9000 }],
  storage: new WindowStorage(),
});

/** Limits for routes that cost more or guard a secret, per minute. */
export const perMinute = (limit: number) => ({ default: { limit, ttl: MINUTE } });

/** Counts per person, or per address where nobody is signed in, and per endpoint. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override headerPrefix = 'RateLimit';

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(context.getType() !== 'http');
  }

  protected override getTracker(request: FastifyRequest): Promise<string> {
    return Promise.resolve(request.principal === undefined ? `ip:${request.ip}` : `user:${request.principal.userId}`);
  }

  protected override throwThrottlingException(): Promise<void> {
    throw refuse.rateLimited({ message: 'Too many requests to this endpoint.', hint: 'Wait for the seconds that Retry-After names.' });
  }
}
