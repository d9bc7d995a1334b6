import { describe, expect, it } from '@jest/globals';
import { reminderOf } from './moments.js';

const from = new Date('2026-11-25T12:00:00Z');
const after = (minutes: number) => new Date(from.getTime() + minutes * 60_000);

describe('reminderOf', () => {
  it.each([
    ['a day: two hours before the end', 24 * 60, 22 * 60],
    ['eight hours: a quarter of it', 8 * 60, 6 * 60],
    ['an hour: a quarter of it', 60, 45],
    ['twelve minutes: five before the end', 12, 7],
    ['ten minutes: half of it', 10, 5],
    ['less: none', 9, null],
  ])('%s', (_, minutes, at) => {
    expect(reminderOf({ from, until: after(minutes) })).toEqual(at === null ? null : after(at));
  });
});
