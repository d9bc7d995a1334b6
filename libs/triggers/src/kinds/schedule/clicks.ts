import { clocksOf, joinDays, readDay, readTime, type Clock } from './calendar-form.js';
import { parseCron } from './cron.js';
import { WEEKDAYS, WEEKEND, type DayPattern } from './days.js';

/** A schedule as it is clicked together. Without zod, for the admin. */
export type Clicks =
  | { rhythm: 'interval'; count: number; unit: IntervalUnit }
  | { rhythm: 'day'; at: string[] }
  /** Sunday is 0. */
  | { rhythm: 'week'; at: string[]; days: number[] }
  | { rhythm: 'month'; at: string[]; days: MonthDay[] };
export type Rhythm = Clicks['rhythm'];
type IntervalUnit = 's' | 'm' | 'h' | 'd';
/** As `on` takes them. */
export type MonthDay = number | (typeof MONTH_DAY_WORDS)[number];

export const MONTH_DAY_WORDS = ['last', 'first weekday', 'last weekday'] as const;
const NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MOST_TIMES = 12;

type Fields = Readonly<Record<string, unknown>>;

/** Undefined for what is said better in text. */
export function readClicks({ cron, at, on, in: months, every, offset }: Fields): Clicks | undefined {
  if (typeof every === 'string') {
    const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(every) ?? [];
    if (count === undefined || unit === undefined || offset !== undefined) return undefined;
    return { rhythm: 'interval', count: Number(count), unit: unit as IntervalUnit };
  }
  if (typeof cron === 'string') {
    const parsed = parseCron(cron);
    if ('error' in parsed || parsed.cron.months.length < 12) return undefined;
    return clicksOf([parsed.cron], parsed.cron.days);
  }
  if (months !== undefined) return undefined;
  const times = listOf(at).map((time) => readTime(String(time)));
  const days = listOf(on).map((day) => readDay(String(day)));
  if (times.length === 0 || times.includes(undefined) || days.includes(undefined)) return undefined;
  return clicksOf(
    times.filter((time) => time !== undefined),
    joinDays(days.filter((day) => day !== undefined)),
  );
}

/** The fields of the trigger that say it. */
export function writeClicks(clicks: Clicks): Record<string, unknown> {
  if (clicks.rhythm === 'interval') return { every: `${String(clicks.count)}${clicks.unit}` };
  const at = oneOrAll([...new Set(clicks.at)].sort());
  if (clicks.rhythm === 'day') return { at };
  return { at, on: clicks.rhythm === 'week' ? weekOf(clicks.days) : oneOrAll(clicks.days) };
}

/** The same as cron; undefined where one expression cannot say it. */
export function cronOf(clicks: Clicks): string | undefined {
  if (clicks.rhythm === 'interval') return undefined;
  const clocks = clocksOf(clicks.at.flatMap((time) => readTime(time) ?? []));
  const [clock] = clocks;
  if (clock === undefined || clocks.length > 1) return undefined;
  const times = `${clock.minutes.join()} ${clock.hours.join()}`;
  if (clicks.rhythm === 'day') return `${times} * * *`;
  if (clicks.rhythm === 'month') {
    const words: Record<string, string> = { last: 'L', 'first weekday': '1W', 'last weekday': 'LW' };
    return `${times} ${clicks.days.map((day) => words[String(day)] ?? String(day)).join()} * *`;
  }
  const days = clicks.days.join() === WEEKDAYS.join() ? 'MON-FRI' : fromMonday(clicks.days).map((day) => NAMES[day]);
  return `${times} * * ${String(days)}`;
}

/** As a week is read. */
export function fromMonday(days: readonly number[]): number[] {
  return [...days].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
}

function clicksOf(clocks: readonly Clock[], days: readonly DayPattern[]): Clicks | undefined {
  const at = clocks.flatMap(({ hours, minutes }) =>
    hours.flatMap((hour) => minutes.map((minute) => `${pad(hour)}:${pad(minute)}`)),
  );
  if (at.length > MOST_TIMES || clocks.some(({ seconds }) => seconds.join() !== '0')) return undefined;
  const [first] = days;
  if (first === undefined) return { rhythm: 'day', at: at.sort() };
  if (first.type === 'week') return days.length === 1 ? { rhythm: 'week', at: at.sort(), days: first.days } : undefined;
  const monthDays = days.map(monthDaysOf);
  return monthDays.includes(undefined)
    ? undefined
    : { rhythm: 'month', at: at.sort(), days: monthDays.flatMap((all) => all ?? []) };
}

function monthDaysOf(pattern: DayPattern): MonthDay[] | undefined {
  switch (pattern.type) {
    case 'dates':
      return pattern.days;
    case 'last-day':
      return ['last'];
    case 'last-weekday':
      return ['last weekday'];
    case 'near':
      return pattern.date === 1 ? ['first weekday'] : undefined;
    case 'week':
    case 'nth':
      return undefined;
  }
}

function weekOf(days: readonly number[]): unknown {
  if (days.join() === WEEKDAYS.join()) return 'weekdays';
  if (days.join() === WEEKEND.join()) return 'weekends';
  return oneOrAll(fromMonday(days).map((day) => NAMES[day]));
}

const listOf = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());
const oneOrAll = <T>(all: readonly T[]): T | readonly T[] | undefined => (all.length === 1 ? all[0] : all);
const pad = (value: number) => String(value).padStart(2, '0');
