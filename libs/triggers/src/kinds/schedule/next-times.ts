import { momentOf } from './dates.js';
import { rangesFrom, rangeWith } from './days-off.js';
import { LAST_YEAR, type DaySet } from './days.js';
import type { Calendar, ScheduleTimes } from './times.js';
import { momentsOf, offsetAt, wallAt, type Wall } from './zone-time.js';

const DAY_MS = 86_400_000;
const END = Date.UTC(LAST_YEAR + 1, 0, 1);

interface Wanted {
  after: number;
  count: number;
}

/**
 * The next times of a schedule, in milliseconds, without its jitter. Temporal is told the same: where its own calendars
 * come out otherwise (days on which clocks change), it gets these times one by one.
 */
export function nextTimes(times: ScheduleTimes, { after, count }: Wanted): number[] {
  if (times.kind === 'unreadable') return [];
  const found: number[] = [];
  const start = Math.max(after, (times.from ?? 0) - 1);
  const except = rangesFrom(times.except, start);
  const all =
    times.kind === 'interval' ? intervalTimes({ ...times, except }, start) : calendarTimes({ ...times, except }, start);
  for (const at of all) {
    if (at > (times.until ?? END)) break;
    if (at > start && found.push(at) >= count) break;
  }
  return found;
}

/** From an offset to 1970 on. */
function* intervalTimes(times: Extract<ScheduleTimes, { kind: 'interval' }>, after: number): Generator<number> {
  const { everyMs, offsetMs, timezone, except } = times;
  const following = (at: number) => (Math.floor((at - offsetMs) / everyMs) + 1) * everyMs + offsetMs;
  let at = following(after);
  while (at < END) {
    const range = rangeWith(Math.floor(wallAt(at, timezone) / DAY_MS), except);
    if (range === undefined) {
      yield at;
      at += everyMs;
    } else {
      // A year of blackout days is not walked through by the second.
      // Where clocks are put back over midnight a day goes on after the next one has begun.
      at = Math.max(following(at), following(momentOf((range.last + 1) * DAY_MS, timezone) - 1));
    }
  }
}

function* calendarTimes(times: Extract<ScheduleTimes, { kind: 'calendar' }>, after: number): Generator<number> {
  // What a clock shows twice may lie on the day before.
  let day = Math.floor(wallAt(after, times.timezone) / DAY_MS) - 1;
  for (; day * DAY_MS < END; day += 1) {
    const range = rangeWith(day, times.except);
    if (range === undefined) yield* timesOnDay(times, day);
    else day = range.last;
  }
}

/** The times of one day of the calendar, in order. */
function timesOnDay(times: Extract<ScheduleTimes, { kind: 'calendar' }>, day: number): number[] {
  const { calendars, timezone } = times;
  const fitting = calendars.filter((calendar) => fitsDay(calendar, day));
  if (fitting.length === 0) return [];
  const midnight: Wall = day * DAY_MS;
  const [before, after] = [offsetAt(midnight - DAY_MS, timezone), offsetAt(midnight + 2 * DAY_MS, timezone)];
  const at = new Set<number>();
  for (const calendar of fitting) {
    for (const wall of wallsOn(midnight, calendar)) {
      if (before === after) at.add(wall - before);
      else for (const moment of startsAt(wall, calendar, timezone)) at.add(moment);
    }
  }
  return [...at].sort((a, b) => a - b);
}

/** A day by its number since 1970. */
export function fitsDay({ years, months, daysOfMonth, daysOfWeek }: DaySet, day: number): boolean {
  const date = new Date(day * DAY_MS);
  return (
    daysOfMonth.includes(date.getUTCDate()) &&
    daysOfWeek.includes(date.getUTCDay()) &&
    months.includes(date.getUTCMonth() + 1) &&
    (years === undefined || years.includes(date.getUTCFullYear()))
  );
}

/**
 * A time that a clock does not show is left out. One that it shows twice counts once, but what runs in every hour goes on
 * through the hour that is added.
 */
export function startsAt(wall: Wall, { hours }: Pick<Calendar, 'hours'>, timezone: string): number[] {
  const moments = momentsOf(wall, timezone);
  return hours.length === 24 ? moments : moments.slice(0, 1);
}

function* wallsOn(midnight: Wall, { hours, minutes, seconds }: Calendar): Generator<Wall> {
  for (const hour of hours)
    for (const minute of minutes)
      for (const second of seconds) yield midnight + ((hour * 60 + minute) * 60 + second) * 1000;
}
