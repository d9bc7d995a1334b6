import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { refuse } from '../http/api-error.js';

const WINDOW_MS = 15 * 60_000;
const MOST_ATTEMPTS = 10;
const MOST_WINDOWS = 50_000;

interface Window {
  count: number;
  endsAt: number;
}

/** Who tries, and where. `known`: somebody has signed in to this account from this address before. */
interface Attempt {
  email: string;
  address: string;
  known: boolean;
}

/**
 * Ten failed sign-ins in a quarter of an hour for an account, whatever addresses they seem to come from: an address
 * is easily changed. Where the account was signed in to before there are ten of its own, so that a stranger who
 * guesses does not lock out the owner. Accounts that do not exist are counted alike. Per process.
 */
@Injectable()
export class LoginAttempts {
  private readonly windows = new Map<string, Window>();

  /** Counts the attempt before its password is checked, so that many at once are counted too. @throws ApiError 429 */
  begin(attempt: Attempt): void {
    const window = this.open(keyOf(attempt));
    if (window.count >= MOST_ATTEMPTS) {
      const seconds = Math.max(1, Math.ceil((window.endsAt - Date.now()) / 1000));
      throw refuse.rateLimited({
        code: 'too-many-attempts',
        message: 'Too many failed sign-ins for this account.',
        hint: `Try again in ${Math.ceil(seconds / 60).toString()} minutes.`,
        retryAfterSeconds: seconds,
      });
    }
    window.count += 1;
  }

  /** Takes back what `begin` counted; earlier failures stay where the address was new. */
  succeed(attempt: Attempt): void {
    const key = keyOf(attempt);
    const window = this.windows.get(key);
    if (attempt.known) this.windows.delete(key);
    else if (window !== undefined) window.count -= 1;
  }

  private open(key: string): Window {
    const now = Date.now();
    const known = this.windows.get(key);
    if (known !== undefined && known.endsAt > now) return known;
    this.windows.delete(key);
    if (this.windows.size >= MOST_WINDOWS) this.makeRoom(now);
    const window = { count: 0, endsAt: now + WINDOW_MS };
    this.windows.set(key, window);
    return window;
  }

  /** Windows are in order of their end. Under a flood of made-up accounts the oldest go, and nothing is uncounted. */
  private makeRoom(now: number): void {
    for (const [key, { endsAt }] of this.windows) {
      if (endsAt > now && this.windows.size < MOST_WINDOWS) return;
      this.windows.delete(key);
    }
  }
}

function keyOf({ email, address, known }: Attempt): string {
  return createHash('sha256')
    .update(`${email.toLowerCase()}\n${known ? address : ''}`)
    .digest('base64');
}
