import { daysOffOf, rangesFrom, type Calendar, type DaysOff, type ScheduleTimes } from '@jarvis/triggers';
import type { CalendarSpec, IntervalSpec, ScheduleSpec } from '@temporalio/client';
import { exactOnClockChanges } from './clock-changes.js';

const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;
const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;

/**
 * The times of a schedule as Temporal takes them. As values, never as text: Temporal reads cron and the names of zones in
 * its own way.
 * @param now from when on days with changes of the clocks are looked at
 * @param since what was missed before is not made up, so days off of before need not be told
 */
export function specOf(
  times: Exclude<ScheduleTimes, { kind: 'unreadable' }>,
  { now, since = now }: { now: number; since?: number },
): ScheduleSpec {
  const { timezone, from, until, jitterMs } = times;
  const except = rangesFrom(times.except, since);
  const bounds: ScheduleSpec = {
    ...(from === undefined ? {} : { startAt: new Date(from) }),
    ...(until === undefined ? {} : { endAt: new Date(until) }),
    ...(jitterMs === 0 ? {} : { jitter: jitterMs }),
    ...(except.length === 0 ? {} : { skip: except.flatMap(daysOffOf).map(wholeDays) }),
  };
  if (times.kind === 'interval') {
    const zone = except.length === 0 ? {} : { timezone };
    return { intervals: [{ every: times.everyMs, offset: times.offsetMs }], ...zone, ...bounds };
  }
  const { calendars, moments } = exactOnClockChanges(times, now);
  return {
    calendars: calendars.map(toTemporal),
    ...(moments.length === 0 ? {} : { intervals: moments.map(toInterval) }),
    timezone,
    ...bounds,
  };
}

/** All fields must fit; a calendar that says no year fits every year. */
function toTemporal({ years, months, daysOfMonth, daysOfWeek, hours, minutes, seconds }: Calendar): CalendarSpec {
  return {
    ...(years && { year: rangesOf(years) }),
    month: months.map((month) => pick(MONTHS, month - 1)),
    dayOfMonth: rangesOf(daysOfMonth),
    dayOfWeek: daysOfWeek.map((day) => pick(DAYS, day)),
    hour: rangesOf(hours),
    minute: rangesOf(minutes),
    second: rangesOf(seconds),
  };
}

/** A moment, as the first tick of an interval that began in 1970: its second is two generations away. */
function toInterval(moment: number): IntervalSpec {
  return { every: moment };
}

function wholeDays({ years, months, daysOfMonth }: DaysOff): CalendarSpec {
  return {
    year: years,
    month: { start: pick(MONTHS, months.start - 1), end: pick(MONTHS, months.end - 1) },
    dayOfMonth: daysOfMonth,
    hour: '*',
    minute: '*',
    second: '*',
  };
}

/** Sorted numbers, with those that follow each other together. */
function rangesOf(values: readonly number[]): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const value of values) {
    const last = ranges.at(-1);
    if (last?.end === value - 1) last.end = value;
    else ranges.push({ start: value, end: value });
  }
  return ranges;
}

function pick<T>(names: readonly T[], index: number): T {
  const name = names[index];
  if (name === undefined) throw new Error(`There is no name number ${index.toString()}.`);
  return name;
}
