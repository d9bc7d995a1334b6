import { describe, expect, it } from '@jest/globals';
import { toBars } from './bars.js';

describe('toBars', () => {
  const now = Date.parse('2026-11-21T12:34:00Z');
  const count = (hour: string, succeeded: number) => ({ hour, succeeded, failed: 0, other: 1 });

  it('fills the hours in which nothing ran', () => {
    const bars = toBars([count('2026-11-21T12:00:00.000Z', 2), count('2026-11-21T09:00:00.000Z', 1)], {
      span: 4,
      now,
      most: 48,
    });
    expect(bars.map((bar) => bar.succeeded)).toEqual([1, 0, 0, 2]);
    expect(bars[3]?.hour).toBe('2026-11-21T12:00:00.000Z');
  });

  it('joins hours when there are many, and leaves out what is older', () => {
    const bars = toBars(
      [
        count('2026-11-21T12:00:00.000Z', 2),
        count('2026-11-21T11:00:00.000Z', 3),
        count('2026-11-01T00:00:00.000Z', 9),
      ],
      { span: 8, now, most: 4 },
    );
    expect(bars.map((bar) => bar.succeeded)).toEqual([0, 0, 0, 5]);
    expect(bars[0]?.slotHours).toBe(2);
  });
});
