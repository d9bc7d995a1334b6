import { describe, expect, it } from '@jest/globals';
import { parseResetTime, parseRetryAfter } from './retry-after.js';

describe('waiting times', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');

  it('reads seconds, dates and nonsense', () => {
    expect(parseRetryAfter('3', now)).toBe(3000);
    expect(parseRetryAfter('Sat, 21 Nov 2026 12:00:10 GMT', now)).toBe(10_000);
    expect(parseRetryAfter('Sat, 21 Nov 2026 11:00:00 GMT', now)).toBe(0);
    expect([parseRetryAfter('soon', now), parseRetryAfter(undefined, now), parseRetryAfter('', now)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('reads reset times in unix seconds', () => {
    expect(parseResetTime(String(now / 1000 + 5), now)).toBe(5000);
    expect([parseResetTime('x', now), parseResetTime(null, now)]).toEqual([undefined, undefined]);
  });
});
