import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { refuse } from '../http/api-error.js';
import { networkOf } from '../http/caller-address.js';

const WINDOW_MS = 15 * 60_000;
/** Of one account, from one address or device. */
const MAX_FROM_ONE = 10;
/** Of one account, from all addresses together at which nobody has signed in to it before. */
const MAX_FROM_STRANGERS = 50;
const MAX_WINDOWS = 50_000;

interface Window {
  count: number;
  endsAt: number;
}

/** Who tries, and where. `known`: somebody has signed in to this account before from this address, on this device. */
interface Attempt {
  email: string;
  address: string;
  deviceId: string | null;
  known: { address: boolean; device: boolean };
}

/**
 * Failed sign-ins in a quarter of an hour, counted by account and address, so that a stranger who guesses locks out
 * nobody but himself. Whoever has many addresses has fifty guesses in all; the owner gets in where the account was
 * signed in to before. A device of the owner's counts alone, also when it shares the stranger's address. Accounts that
 * do not exist are counted alike. Per process.
 */
@Injectable()
export class LoginAttempts {
  private readonly windows = new Map<string, Window>();

  /** Counts the attempt before its password is checked, so that many at once are counted too. @throws ApiError 429 */
  begin(attempt: Attempt): void {
    const counted = limitsOf(attempt).map((limit) => ({ ...limit, window: this.open(limit.key) }));
    const full = counted.filter(({ window, most }) => window.count >= most);
    if (full.length > 0) {
      const endsAt = Math.max(...full.map(({ window }) => window.endsAt));
      const seconds = Math.max(1, Math.ceil((endsAt - Date.now()) / 1000));
      throw refuse.rateLimited({
        code: 'too-many-attempts',
        message: 'Too many failed sign-ins for this account.',
        hint: `Try again in ${Math.ceil(seconds / 60).toString()} minutes, or where you have signed in before.`,
        retryAfterSeconds: seconds,
      });
    }
    for (const { window } of counted) window.count += 1;
  }

  /** Takes back what `begin` counted; earlier failures stay where the place was new. */
  succeed(attempt: Attempt): void {
    for (const { key, familiar } of limitsOf(attempt)) {
      const window = this.windows.get(key);
      if (familiar) this.windows.delete(key);
      else if (window !== undefined) window.count -= 1;
    }
  }

  private open(key: string): Window {
    const now = Date.now();
    const known = this.windows.get(key);
    if (known !== undefined && known.endsAt > now) return known;
    this.windows.delete(key);
    if (this.windows.size >= MAX_WINDOWS) this.makeRoom(now);
    const window = { count: 0, endsAt: now + WINDOW_MS };
    this.windows.set(key, window);
    return window;
  }

  /** Windows are in order of their end. Under a flood of made-up accounts the oldest go, and nothing is uncounted. */
  private makeRoom(now: number): void {
    for (const [key, { endsAt }] of this.windows) {
      if (endsAt > now && this.windows.size < MAX_WINDOWS) return;
      this.windows.delete(key);
    }
  }
}

interface Limit {
  key: string;
  most: number;
  /** A place of the owner's: the right password there makes earlier mistakes good. */
  familiar: boolean;
}

function limitsOf({ email, address, deviceId, known }: Attempt): Limit[] {
  if (known.device) return [{ key: keyOf(email, 'device', deviceId ?? ''), most: MAX_FROM_ONE, familiar: true }];
  const here = { key: keyOf(email, 'address', networkOf(address)), most: MAX_FROM_ONE, familiar: known.address };
  return known.address ? [here] : [here, { key: keyOf(email, 'strangers'), most: MAX_FROM_STRANGERS, familiar: false }];
}

function keyOf(email: string, ...place: string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([email.toLowerCase(), ...place]))
    .digest('base64');
}
