import { clockChanges, fitsDay, startsAt, type Calendar, type ClockChange, type ScheduleTimes } from '@jarvis/triggers';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** So far ahead days with changes of the clocks are known to Temporal one by one. */
const AHEAD_MS = 3 * 366 * DAY_MS;
const EVERY_YEAR = Array.from({ length: 101 }, (_, index) => 2000 + index);
const EVERY_DAY_OF_WEEK = [0, 1, 2, 3, 4, 5, 6];

/** The hours of a day that clocks do not show, or show twice; of the latter also the one before, which Temporal may repeat in their stead. */
interface OddHours {
  day: number;
  hours: number[];
  isForward: boolean;
  isByFullHours: boolean;
}

/**
 * Temporal reads a calendar by the hour of the clock: on a day on which clocks are put back it may run a time
 * twice or leave it out, it is wrong where they change by half an hour or not on the hour, and mistakes the day of the week where a day does
 * not begin at midnight. Those days are taken out of a calendar that this concerns; the rest of their times is a calendar
 * of that day, and times in the odd hours are moments. Where nothing is known yet Temporal's reading stands, so that no
 * day is ever without its times.
 */
export function exactOnClockChanges(
  { calendars, timezone }: Extract<ScheduleTimes, { kind: 'calendar' }>,
  now: number,
): { calendars: Calendar[]; moments: number[] } {
  const changes = clockChanges(timezone, { from: now - 2 * DAY_MS, to: now + AHEAD_MS });
  let exact = calendars;
  const moments = new Set<number>();
  for (const odd of changes.flatMap(oddHours)) {
    exact = exact.flatMap((calendar) => {
      if (!isMisread(calendar, odd)) return [calendar];
      for (const at of momentsIn(calendar, odd, timezone)) if (at > now) moments.add(at);
      return [...withoutDay(calendar, odd.day), ...restOfDay(calendar, odd)];
    });
  }
  return { calendars: exact, moments: [...moments].sort((a, b) => a - b) };
}

/** Whether Temporal is told of days that end, so that it has to be told again before. */
export function hasKnownDays(timezone: string, now: number): boolean {
  return clockChanges(timezone, { from: now, to: now + AHEAD_MS }).length > 0;
}

function oddHours({ before, after }: ClockChange): OddHours[] {
  const isForward = after > before;
  const first = Math.floor(Math.min(before, after) / HOUR_MS) - (isForward ? 0 : 1);
  const last = Math.ceil(Math.max(before, after) / HOUR_MS) - 1;
  const byDay = new Map<number, number[]>();
  for (let hour = first; hour <= last; hour += 1) {
    const day = Math.floor(hour / 24);
    byDay.set(day, [...(byDay.get(day) ?? []), hour - day * 24]);
  }
  const isByFullHours = before % HOUR_MS === 0 && after % HOUR_MS === 0;
  return [...byDay].map(([day, hours]) => ({ day, hours, isForward, isByFullHours }));
}

function isMisread(calendar: Calendar, { day, hours, isForward, isByFullHours }: OddHours): boolean {
  if (!fitsDay({ ...calendar, daysOfWeek: EVERY_DAY_OF_WEEK }, day)) return false;
  if (isForward && hours.includes(0) && calendar.daysOfWeek.length < 7) return true;
  const hasOddHours = fitsDay(calendar, day) && calendar.hours.some((hour) => hours.includes(hour));
  return hasOddHours && !(isForward && isByFullHours);
}

function momentsIn(calendar: Calendar, { day, hours }: OddHours, timezone: string): number[] {
  if (!fitsDay(calendar, day)) return [];
  return calendar.hours
    .filter((hour) => hours.includes(hour))
    .flatMap((hour) =>
      calendar.minutes.flatMap((minute) =>
        calendar.seconds.flatMap((second) =>
          startsAt(day * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000, calendar, timezone),
        ),
      ),
    );
}

function withoutDay(calendar: Calendar, day: number): Calendar[] {
  const { year, month, date } = partsOf(day);
  const { years = EVERY_YEAR, months, daysOfMonth } = calendar;
  return [
    { ...calendar, years: years.filter((other) => other !== year) },
    { ...calendar, years: [year], months: months.filter((other) => other !== month) },
    { ...calendar, years: [year], months: [month], daysOfMonth: daysOfMonth.filter((other) => other !== date) },
  ].filter((rest) => rest.years.length > 0 && rest.months.length > 0 && rest.daysOfMonth.length > 0);
}

function restOfDay(calendar: Calendar, { day, hours }: OddHours): Calendar[] {
  const { year, month, date } = partsOf(day);
  const others = calendar.hours.filter((hour) => !hours.includes(hour));
  if (others.length === 0 || !fitsDay(calendar, day)) return [];
  const onDay = { years: [year], months: [month], daysOfMonth: [date], daysOfWeek: EVERY_DAY_OF_WEEK };
  return [{ ...calendar, ...onDay, hours: others }];
}

function partsOf(day: number) {
  const at = new Date(day * DAY_MS);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}
