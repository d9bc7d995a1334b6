import { Injectable } from '@nestjs/common';
import { refuse } from '../http/api-error.js';

const WINDOW_MS = 15 * 60_000;
const MOST_FAILURES = 10;
const MOST_KEYS = 10_000;

/** Counts failed sign-ins by account and address, so that a password cannot be guessed at the pace of the network. */
@Injectable()
export class LoginAttempts {
  private readonly failures = new Map<string, { count: number; endsAt: number }>();

  /** @throws ApiError 429 after ten failures in a quarter of an hour */
  check(key: string): void {
    const window = this.failures.get(key);
    if (window === undefined || window.endsAt <= Date.now()) return;
    if (window.count < MOST_FAILURES) return;
    const minutes = Math.ceil((window.endsAt - Date.now()) / 60_000);
    throw refuse.rateLimited({
      code: 'too-many-attempts',
      message: 'Too many failed sign-ins for this account from this address.',
      hint: `Try again in ${minutes.toString()} minutes.`,
    });
  }

  fail(key: string): void {
    const now = Date.now();
    const window = this.failures.get(key);
    if (window !== undefined && window.endsAt > now) {
      window.count += 1;
      return;
    }
    if (this.failures.size >= MOST_KEYS) {
      for (const [known, { endsAt }] of this.failures) if (endsAt <= now) this.failures.delete(known);
    }
    if (this.failures.size < MOST_KEYS) this.failures.set(key, { count: 1, endsAt: now + WINDOW_MS });
  }

  succeed(key: string): void {
    this.failures.delete(key);
  }
}
