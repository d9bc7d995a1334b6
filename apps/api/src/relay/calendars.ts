import type { Cron } from '@jarvis/triggers';
import type { CalendarSpec } from '@temporalio/client';

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
 * A cron expression as Temporal's calendars. Within a calendar all fields must fit; cron runs on a day that fits
 * *either* of its two fields of days, so then there are two calendars, and what fits both still runs once.
 */
export function calendarsOf({ minutes, hours, daysOfMonth, months, daysOfWeek, eitherDay }: Cron): CalendarSpec[] {
  const times: CalendarSpec = {
    second: 0,
    minute: minutes,
    hour: hours,
    month: months.map((month) => pick(MONTHS, month - 1)),
  };
  const byMonth: CalendarSpec = { dayOfMonth: daysOfMonth };
  const byWeek: CalendarSpec = { dayOfWeek: daysOfWeek.map((day) => pick(DAYS, day)) };
  return eitherDay
    ? [
        { ...times, ...byMonth },
        { ...times, ...byWeek },
      ]
    : [{ ...times, ...byMonth, ...byWeek }];
}

function pick<T>(names: readonly T[], index: number): T {
  const name = names[index];
  if (name === undefined) throw new Error(`There is no name number ${index.toString()}.`);
  return name;
}
