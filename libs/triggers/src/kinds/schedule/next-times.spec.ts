import { describe, expect, it, jest } from '@jest/globals';
import { Cron } from 'croner';
import fc from 'fast-check';
import { parseCron } from './cron.js';
import { nextTimes } from './next-times.js';
import { readSchedule } from './times.js';
import { clockChanges, offsetAt } from './zone-time.js';

jest.setTimeout(150_000);

const DAY_MS = 86_400_000;
const COUNT = 12;
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Havana',
  'America/Santiago',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
];

const oneOf = (...all: string[]) => fc.constantFrom(...all);
const number = (min: number, max: number) => fc.integer({ min, max }).map(String);
const list = (part: fc.Arbitrary<string>) => fc.array(part, { minLength: 1, maxLength: 3 }).map((all) => all.join(','));
const day = oneOf('SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', '0', '3', '7');
const nth = fc.tuple(day, oneOf('#1', '#2', '#3', '#4', '#5', 'L')).map((parts) => parts.join(''));
const nearest = number(1, 31).map((date) => `${date}W`);
const pattern = fc
  .tuple(
    oneOf('0', '0', '*/20', '15,45'),
    fc.oneof(number(0, 59), oneOf('*/15', '5-50/20', '*')),
    fc.oneof(number(0, 23), list(number(0, 23)), oneOf('*', '*/6', '9-17')),
    fc.oneof(oneOf('*', 'L', 'LW', '1-31/3'), nearest, list(number(1, 31)), list(fc.oneof(number(1, 31), nearest))),
    fc.oneof(oneOf('*', '*', 'FEB', '2-11/3'), list(number(1, 12))),
    fc.oneof(oneOf('*', '*', 'MON-FRI', '6,0'), day, list(fc.oneof(nth, day))),
  )
  .map((fields) => fields.join(' '))
  .filter((text) => 'cron' in parseCron(text));
const start = fc.integer({ min: Date.UTC(2024, 0, 1) / 1000, max: Date.UTC(2060, 0, 1) / 1000 });

/** On a day on which clocks change the library means something else: it runs what a clock does not show when it has changed. */
function onSteadyDays(times: number[], timezone: string): number[] {
  return times.filter((at) => offsetAt(at - DAY_MS, timezone) === offsetAt(at + DAY_MS, timezone));
}

describe('the next times', () => {
  it('are those of another library', () => {
    fc.assert(
      fc.property(pattern, oneOf(...ZONES), start, (cron, timezone, second) => {
        const after = second * 1000;
        const ours = nextTimes(readSchedule({ kind: 'schedule', cron, timezone }), { after, count: COUNT });
        const theirs = new Cron(cron, { timezone, paused: true }).nextRuns(COUNT, new Date(after)).map(Number);
        const end = Math.min(ours.at(-1) ?? 0, theirs.at(-1) ?? 0);
        const compared = (times: number[]) => onSteadyDays(times, timezone).filter((at) => at <= end);
        expect(compared(ours)).toEqual(compared(theirs));
      }),
      { numRuns: 3000 },
    );
  });

  it('come in order, once each, and go on from any of them', () => {
    fc.assert(
      fc.property(pattern, oneOf(...ZONES), fc.integer({ min: -3, max: 3 }), (cron, timezone, days) => {
        const times = readSchedule({ kind: 'schedule', cron, timezone });
        const [change] = clockChanges(timezone, { from: Date.UTC(2027, 0, 1), to: Date.UTC(2028, 0, 1) });
        const after = (change?.at ?? Date.UTC(2027, 2, 1)) + (days * DAY_MS) / 2;
        const all = nextTimes(times, { after, count: COUNT });
        expect([...new Set(all)].sort((a, b) => a - b)).toEqual(all);
        const [first = after] = all;
        expect(nextTimes(times, { after: first, count: COUNT - 1 })).toEqual(all.slice(1));
      }),
      { numRuns: 500 },
    );
  });
});
