import { describe, expect, it } from '@jest/globals';
import { backoffMs } from './backoff.js';

describe('backoffMs', () => {
  it('doubles up to a cap', () => {
    expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, 1))).toEqual([500, 1_000, 2_000, 4_000]);
    expect(backoffMs(50, 1)).toBe(15_000);
  });
  it('is spread over the upper half', () => {
    expect(backoffMs(2, 0)).toBe(1_000);
    expect(backoffMs(2, 0.5)).toBe(1_500);
  });
});
