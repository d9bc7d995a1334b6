import { describeDuration } from '@jarvis/steps/language';
import type { KindOfTrigger } from '../../kind.js';
import type { Clock } from './calendar-form.js';
import type { DateRange } from './dates.js';
import type { DayPattern } from './days.js';
import type { ScheduleTrigger } from './schema.js';
import { readSchedule, type Pattern, type ScheduleTimes } from './times.js';

const DAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTH_NAMES = 'January February March April May June July August September October November December'.split(' ');
const NTH = ['first', 'second', 'third', 'fourth', 'fifth'];
const MOST_TIMES = 4;
const MOST_DATES = 5;
const MOST_EXCEPTIONS = 3;

/** `Every weekday at 09:00 Europe/Paris`. */
export const describe: KindOfTrigger<ScheduleTrigger>['describe'] = (trigger) => {
  const times = readSchedule(trigger);
  const written = trigger.cron ?? listOf([trigger.at ?? trigger.every ?? ''].flat());
  if (times.kind === 'unreadable') return `At the times “${written}”`;
  const words =
    times.kind === 'interval'
      ? everyText(times.everyMs, times.offsetMs)
      : `${patternText(times.pattern) ?? `At the times “${written.trim()}”`} ${times.timezone}`;
  return words + boundsText(times, trigger);
};

function everyText(everyMs: number, offsetMs: number): string {
  const words = describeDuration(everyMs);
  const every = words.startsWith('1 ') ? `Every ${words.slice(2)}` : `Every ${words}`;
  return offsetMs === 0 ? every : `${every}, ${describeDuration(offsetMs)} after the full interval`;
}

/** Undefined where its own notation says it better than words. */
function patternText({ days, months, clocks }: Pattern): string | undefined {
  const [first, ...others] = clocks;
  if (first === undefined) return undefined;
  if (days.length === 0 && months.length === 12 && first.hours.length === 24 && others.length === 0)
    return hourlyText(first);
  const times = clocks.flatMap(timesOf).sort();
  const dayWords = daysText(days);
  if (times.length > MOST_TIMES || clocks.some(({ minutes }) => minutes.length > 1) || dayWords === undefined)
    return undefined;
  return `${dayWords(months.length === 12 ? undefined : months)} at ${listOf(times)}`;
}

function hourlyText({ minutes, seconds }: Clock): string | undefined {
  if (seconds.join() !== '0') {
    if (minutes.length < 60) return undefined;
    const step = stepOf(seconds);
    return step === undefined ? undefined : `Every ${step === 60 ? 'minute' : `${String(step)} seconds`},`;
  }
  const [minute = 0] = minutes;
  if (minutes.length === 60) return 'Every minute,';
  if (minutes.length === 1) return minute === 0 ? 'Every hour,' : `Every hour at minute ${String(minute)},`;
  const step = stepOf(minutes);
  return step === undefined
    ? `At minutes ${listOf(minutes.map(String))} of every hour,`
    : `Every ${String(step)} minutes,`;
}

/** Of values that divide 60 evenly from 0 on. */
function stepOf(values: readonly number[]): number | undefined {
  const step = 60 / values.length;
  return values.every((value, index) => value === index * step) ? step : undefined;
}

function timesOf({ hours, minutes, seconds }: Clock): string[] {
  return hours.flatMap((hour) =>
    minutes.flatMap((minute) =>
      seconds.map((second) => [hour, minute, ...(second === 0 ? [] : [second])].map(pad).join(':')),
    ),
  );
}

/** `Every Monday`, `On day 1 and 15 of every month`, with the months they are in. */
function daysText(days: readonly DayPattern[]): ((months: number[] | undefined) => string) | undefined {
  const inMonths = (months: number[]) => `in ${listOf(months.map((month) => MONTH_NAMES[month - 1] ?? ''))}`;
  const [only] = days;
  if (only === undefined) return (months) => (months ? `Every day ${inMonths(months)}` : 'Every day');
  if (only.type === 'week' && days.length === 1) {
    return (months) => `Every ${weekWords(only.days)}${months ? ` ${inMonths(months)}` : ''}`;
  }
  if (days.some((pattern) => pattern.type === 'dates' && pattern.days.length > MOST_DATES)) return undefined;
  const ofMonth = listOf(days.filter(({ type }) => type !== 'week').map(ofMonthWords));
  const week = days.find(({ type }) => type === 'week');
  return (months) =>
    [
      `On ${ofMonth} ${months ? inMonths(months) : 'of every month'}`,
      ...(week?.type === 'week' ? [`and every ${weekWords(week.days)}`] : []),
    ].join(' ');
}

function ofMonthWords(pattern: DayPattern): string {
  switch (pattern.type) {
    case 'dates':
      return `day ${listOf(pattern.days.map(String))}`;
    case 'last-day':
      return 'the last day';
    case 'last-weekday':
      return 'the last weekday';
    case 'near':
      return pattern.date === 1 ? 'the first weekday' : `the weekday nearest to day ${String(pattern.date)}`;
    case 'nth':
      return `the ${pattern.nth === 'last' ? 'last' : (NTH[pattern.nth - 1] ?? '')} ${DAY_NAMES[pattern.day] ?? ''}`;
    case 'week':
      return weekWords(pattern.days);
  }
}

function weekWords(daysOfWeek: readonly number[]): string {
  if (daysOfWeek.join() === '1,2,3,4,5') return 'weekday';
  if (daysOfWeek.join() === '0,6') return 'weekend day';
  // A week begins with Monday for whoever reads a list of days.
  const fromMonday = [...daysOfWeek].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  return listOf(fromMonday.map((day) => DAY_NAMES[day] ?? ''));
}

function boundsText(
  { except, jitterMs }: Exclude<ScheduleTimes, { kind: 'unreadable' }>,
  { from, until }: ScheduleTrigger,
): string {
  const few = except.length <= MOST_EXCEPTIONS;
  return [
    jitterMs > 0 && `up to ${describeDuration(jitterMs)} later`,
    from !== undefined && `from ${from}`,
    until !== undefined && `until ${until}`,
    except.length > 0 && `except on ${few ? listOf(except.map(rangeWords)) : `${String(except.length)} dates`}`,
  ]
    .filter((words) => words !== false)
    .map((words) => `, ${words}`)
    .join('');
}

function rangeWords({ first, last }: DateRange): string {
  const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
  return first === last ? dateOf(first) : `${dateOf(first)} to ${dateOf(last)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function listOf(items: string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
