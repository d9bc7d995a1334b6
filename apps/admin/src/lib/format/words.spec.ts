import { describe, expect, it } from '@jest/globals';
import { count, grouped } from './words.js';

describe('grouped', () => {
  it.each([0, 7, 999, 1_000, 12_345, 1_234_567, -4_321])('writes %d as American English does', (amount) => {
    expect(grouped(amount)).toBe(amount.toLocaleString('en-US'));
  });
});

describe('count', () => {
  it('says one and many', () => {
    expect([count(1, 'run'), count(2_500, 'run'), count(0, 'reply', 'replies')]).toEqual([
      '1 run',
      '2,500 runs',
      '0 replies',
    ]);
  });
});
