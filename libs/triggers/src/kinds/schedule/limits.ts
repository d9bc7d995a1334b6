import type { TriggerFinding } from '../../kind.js';
import type { Clock } from './calendar-form.js';
import { daysOffOf } from './days-off.js';
import { fitsDay } from './next-times.js';
import type { ScheduleTimes } from './times.js';
import { clockChanges } from './zone-time.js';

const DAY_MS = 86_400_000;
const MAX_CALENDARS = 300;
/** Temporal gives up, and a schedule ends for good, after 1,209,600 times in a row that are left out. */
const MAX_LEFT_OUT = 1_000_000;
/** Temporal compares each time that is left out with all that it was told: so many comparisons take it less than a second. */
const MAX_COMPARED = 4_000_000;
/** Changes of the clocks are told for three years: each autumn the times of three hours, and the other times in pieces. */
const MOMENTS_OF_HOURS = 3 * 3;
const PIECES = 16;
/** Clocks are changed at night. */
const NIGHT = [23, 0, 1, 2, 3];
/** Whether a zone changes its clocks does not depend on today. */
const YEARS = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2029, 0, 1) };

/** Each is told to Temporal, and looked at for each day that is shown. */
export function tooManyCalendars(field: 'at' | 'cron', count: number): TriggerFinding | undefined {
  if (count <= MAX_CALENDARS) return undefined;
  return {
    field,
    code: 'invalid-value',
    message: `It has too many times of the day on too many kinds of days: ${inWords(count)} combinations, of ${inWords(MAX_CALENDARS)} at most.`,
    hint: 'Times with the same minute count once. Name fewer, or make several rules.',
  };
}

/** Whether days on which it does not run would keep Temporal busy, or make it give up. */
export function tooManyLeftOut(times: Exclude<ScheduleTimes, { kind: 'unreadable' }>): TriggerFinding | undefined {
  if (times.except.length === 0) return undefined;
  const told = times.except.flatMap(daysOffOf).length + (times.kind === 'calendar' ? toldOf(times) : 1);
  const most = Math.min(MAX_LEFT_OUT, Math.floor(MAX_COMPARED / told));
  const count = times.kind === 'interval' ? longestOf(times) : mostOnDays(times, most);
  if (count <= most) return undefined;
  return {
    field: 'except',
    code: 'invalid-value',
    message: `About ${inWords(count)} times in a row fall on days on which it does not run; here ${inWords(most)} are the most.`,
    hint: 'Name fewer or shorter ranges of days, let it run less often, or switch the rule off meanwhile.',
  };
}

/** About how many calendars and moments Temporal is told. */
function toldOf({ pattern, calendars, timezone }: Extract<ScheduleTimes, { kind: 'calendar' }>): number {
  const isAtNight = ({ hours }: Clock) => NIGHT.some((hour) => hours.includes(hour));
  const atNight = pattern.clocks.filter(isAtNight);
  if (atNight.length === 0 || clockChanges(timezone, YEARS).length === 0) return calendars.length;
  const inHour = atNight.reduce((sum, { minutes, seconds }) => sum + minutes.length * seconds.length, 0);
  return calendars.length + calendars.filter(isAtNight).length * PIECES + inHour * MOMENTS_OF_HOURS;
}

function longestOf({ everyMs, except }: Extract<ScheduleTimes, { kind: 'interval' }>): number {
  const days = Math.max(0, ...except.map(({ first, last }) => last - first + 1));
  return Math.ceil((days * DAY_MS) / everyMs);
}

/** Ranges with no time between them are one. Counted day by day only where a rough count is too large. */
function mostOnDays(
  { pattern, calendars, except }: Extract<ScheduleTimes, { kind: 'calendar' }>,
  most: number,
): number {
  const onDay = pattern.clocks.reduce(
    (sum, { hours, minutes, seconds }) => sum + hours.length * minutes.length * seconds.length,
    0,
  );
  const days = except.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (days * onDay <= most) return days * onDay;
  const fits = (day: number) => calendars.some((calendar) => fitsDay(calendar, day));
  let [longest, row, before] = [0, 0, -Infinity];
  for (const { first, last } of except) {
    for (let day = before + 1; row > 0 && day < first; day += 1) if (fits(day)) row = 0;
    for (let day = first; day <= last; day += 1) if (fits(day)) row += 1;
    longest = Math.max(longest, row);
    before = last;
  }
  return longest * onDay;
}

function inWords(count: number): string {
  return count.toLocaleString('en-US');
}
