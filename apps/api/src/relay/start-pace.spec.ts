import { expect, it } from '@jest/globals';
import { StartPace } from './start-pace.js';

const SLOW = 100;
const QUICK = 5;

it('rests longer as long as answers are slow, up to a limit, and less when they are quick again', () => {
  const pace = new StartPace();
  const after = (tookMs: number) => {
    pace.answered(tookMs, 0);
    return pace.rest(0);
  };
  expect([SLOW, SLOW, SLOW, SLOW].map(after)).toEqual([60, 120, 240, 240]);
  expect([QUICK, QUICK, QUICK].map(after)).toEqual([120, 60, 0]);
});

it('goes by the slowest answer since it was last asked', () => {
  const pace = new StartPace();
  pace.answered(SLOW, 0);
  pace.answered(QUICK, 0);
  expect([pace.rest(0), pace.resting]).toEqual([60, true]);
});

it('does not rest when nobody has delivered for a while, nor before anybody has', () => {
  const pace = new StartPace();
  expect([pace.rest(0), pace.resting]).toEqual([0, false]);
  pace.answered(SLOW, 0);
  expect(pace.rest(400)).toBe(60);
  expect([pace.rest(501), pace.resting]).toEqual([0, false]);
});
