import { describe, expect, it } from '@jest/globals';
import { inOrder } from './step-order.js';

const step = (path: string, started: number | null, created = 0) => ({
  path,
  startedAt: started === null ? null : new Date(started),
  createdAt: new Date(created),
});

describe('the order of steps', () => {
  it('is that of time, and of places where they began together', () => {
    const steps = [
      step('steps[10]', 5),
      step('steps[9].cases[0].steps[0]', 5),
      step('steps[9]', 5),
      step('steps[11]', null, 2),
      step('steps[12]', null, 1),
      step('steps[0]', 4, 9),
    ];
    expect(inOrder(steps).map(({ path }) => path)).toEqual([
      'steps[0]',
      'steps[9]',
      'steps[9].cases[0].steps[0]',
      'steps[10]',
      'steps[12]',
      'steps[11]',
    ]);
  });
});
