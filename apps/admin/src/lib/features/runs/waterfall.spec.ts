import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { waterfall } from './waterfall.js';

const DAY = 86_400_000;

describe('waterfall', () => {
  it('is to scale when everything worked', () => {
    const { at, folded } = waterfall(
      [
        { start: 0, end: 50, idle: false },
        { start: 50, end: 100, idle: false },
      ],
      { start: 0, end: 100 },
    );
    expect([0, 25, 50, 100].map(at)).toEqual([0, 0.25, 0.5, 1]);
    expect(folded).toEqual([]);
  });

  it('leaves room for the work beside a day of waiting', () => {
    const spans = [
      { start: 0, end: 500, idle: false },
      { start: 500, end: 500 + DAY, idle: true },
      { start: 500 + DAY, end: 1_000 + DAY, idle: false },
    ];
    const { at, folded } = waterfall(spans, { start: 0, end: 1_000 + DAY });
    expect(at(500)).toBeCloseTo(0.325);
    expect(at(500 + DAY)).toBeCloseTo(0.675);
    expect(folded).toEqual([{ from: expect.closeTo(0.325), to: expect.closeTo(0.675), ms: DAY }]);
  });

  it('survives a run that only waits, and one of no length', () => {
    expect(waterfall([{ start: 0, end: 10, idle: true }], { start: 0, end: 10 }).at(5)).toBe(0.5);
    expect(waterfall([], { start: 7, end: 7 }).at(8)).toBe(1);
  });

  it('never runs backwards and stays within the axis', () => {
    const span = fc
      .record({ start: fc.nat(1_000), length: fc.nat(1_000), idle: fc.boolean() })
      .map(({ start, length, idle }) => ({ start, end: start + length, idle }));
    fc.assert(
      fc.property(fc.array(span), fc.nat(2_000), fc.nat(2_000), (spans, a, b) => {
        const { at } = waterfall(spans, { start: 0, end: 2_000 });
        const [early, late] = [at(Math.min(a, b)), at(Math.max(a, b))];
        expect(early).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThanOrEqual(1 + 1e-9);
        expect(early).toBeLessThanOrEqual(late + 1e-9);
      }),
    );
  });
});
