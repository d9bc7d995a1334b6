import { describe, expect, it } from '@jest/globals';
import { createRefresher, type RefreshOutcome } from './refresh.js';

const refreshed = (n: number): RefreshOutcome => ({
  kind: 'refreshed',
  tokens: { accessToken: `a${n}`, refreshToken: `r${n}` },
});

describe('createRefresher', () => {
  it('makes one exchange for a hundred parallel requests, and for late ones with the old token', async () => {
    let calls = 0;
    const refresh = createRefresher(async () => refreshed(++calls));
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => refresh('r0', '192.0.2.1')));
    expect(calls).toBe(1);
    expect(new Set(outcomes).size).toBe(1);
    expect(await refresh('r0', '192.0.2.1')).toEqual(refreshed(1));
    expect(await refresh('r1', '192.0.2.1')).toEqual(refreshed(2));
  });

  it('asks again after the API was away', async () => {
    const answers: RefreshOutcome[] = [{ kind: 'unavailable' }, refreshed(1)];
    const refresh = createRefresher(async () => answers.shift() ?? { kind: 'refused' });
    expect(await refresh('r0', '192.0.2.1')).toEqual({ kind: 'unavailable' });
    expect(await refresh('r0', '192.0.2.1')).toEqual(refreshed(1));
  });

  it('forgets a flight that threw', async () => {
    let first = true;
    const refresh = createRefresher(async () => {
      if (first) {
        first = false;
        throw new Error('socket');
      }
      return refreshed(1);
    });
    await expect(refresh('r0', '192.0.2.1')).rejects.toThrow('socket');
    expect(await refresh('r0', '192.0.2.1')).toEqual(refreshed(1));
  });
});
