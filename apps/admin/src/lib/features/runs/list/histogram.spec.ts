import { expect, it } from '@jest/globals';
import { spanOf, toBars } from './histogram.js';

it('toBars has a bar for each step, also where nothing ran, and spanOf goes from one to another', () => {
  const bars = toBars({
    from: '2026-03-01T09:30:00.000Z',
    to: '2026-03-01T12:00:00.000Z',
    stepMs: 3_600_000,
    bars: [
      { at: '2026-03-01T09:00:00.000Z', counts: { succeeded: 2, failed: 1 } },
      { at: '2026-03-01T11:00:00.000Z', counts: { waiting: 1, queued: 1, rejected: 2 } },
    ],
    countedFrom: null,
  });
  expect(bars.map(({ succeeded, failed, waiting, other, sum }) => [succeeded, failed, waiting, other, sum])).toEqual([
    [2, 1, 0, 0, 3],
    [0, 0, 0, 0, 0],
    [0, 0, 1, 3, 4],
  ]);
  const [first, , last] = bars;
  if (!first || !last) throw new Error('There are three bars.');
  const span = { from: '2026-03-01T09:00:00.000Z', to: '2026-03-01T12:00:00.000Z' };
  expect([spanOf(first, last), spanOf(last, first)]).toEqual([span, span]);
});

it('toBars has one bar of an empty list', () => {
  const at = '2026-03-01T09:30:00.000Z';
  expect(toBars({ from: at, to: at, stepMs: 60_000, bars: [], countedFrom: null })).toHaveLength(1);
});
