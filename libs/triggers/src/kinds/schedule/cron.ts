import { DAY_WORDS, daySets, everComes, MONTH_WORDS, type DayPattern } from './days.js';

/** A cron expression, read: which values each field allows. */
export interface Cron {
  seconds: number[];
  minutes: number[];
  hours: number[];
  months: number[];
  /**
   * Any of these; none: every day. With both fields of days restricted cron runs on a day that fits *either*, so they are
   * one list.
   */
  days: DayPattern[];
}

interface Field {
  name: string;
  min: number;
  max: number;
  words?: readonly string[];
}

const SECONDS = { name: 'second', min: 0, max: 59 };
const MINUTES = { name: 'minute', min: 0, max: 59 };
const HOURS = { name: 'hour', min: 0, max: 23 };
const DAYS_OF_MONTH = { name: 'day of the month', min: 1, max: 31 };
const MONTHS = { name: 'month', min: 1, max: 12, words: MONTH_WORDS };
const DAYS_OF_WEEK = { name: 'day of the week', min: 0, max: 7, words: DAY_WORDS };

/** Shortest time between two starts, in seconds. */
const SHORTEST_S = 10;

const MACROS = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
]);

/** Reads cron of five fields, or of six with the seconds first, or `@daily` and the like; `error` says in words what is wrong. */
export function parseCron(text: string): { cron: Cron } | { error: string } {
  const fields = (MACROS.get(text.trim().toLowerCase()) ?? text).trim().split(/\s+/);
  const [seconds, minutes, hours, daysOfMonth, months, daysOfWeek] = fields.length === 5 ? ['0', ...fields] : fields;
  if (
    fields.length > 6 ||
    seconds === undefined ||
    minutes === undefined ||
    hours === undefined ||
    daysOfMonth === undefined ||
    months === undefined ||
    daysOfWeek === undefined
  ) {
    return {
      error: `It has ${fields.length === 1 ? 'one field' : `${String(fields.length)} fields`} instead of 5 (minute, hour, day of month, month, day of week), or 6 with the seconds first.`,
    };
  }
  try {
    const [byMonth, byWeek] = [daysOfMonth !== '*', daysOfWeek !== '*'];
    if (byMonth && byWeek && (daysOfMonth.startsWith('*') || daysOfWeek.startsWith('*'))) {
      // crontab(5) takes a field that begins with * as unrestricted and wants both to fit; other crons want either.
      return {
        error: `“${daysOfMonth}” and “${daysOfWeek}” together mean one thing to some crons and another to others. Write the days out, such as 1-31/2, or leave one of the two at *.`,
      };
    }
    const cron: Cron = {
      seconds: parseField(seconds, SECONDS),
      minutes: parseField(minutes, MINUTES),
      hours: parseField(hours, HOURS),
      months: parseField(months, MONTHS),
      days: [...(byMonth ? parseDaysOfMonth(daysOfMonth) : []), ...(byWeek ? parseDaysOfWeek(daysOfWeek) : [])],
    };
    if (shortestGap(cron.seconds) < SHORTEST_S)
      return { error: `It would run more often than every ${String(SHORTEST_S)} seconds.` };
    return everComes(daySets(cron.days, cron.months)) ? { cron } : { error: 'That date never comes.' };
  } catch (error) {
    if (error instanceof CronError) return { error: error.message };
    throw error;
  }
}

class CronError extends Error {}

/** Numbers, `L` (the last), `LW` (the last weekday) and `15W` (the weekday nearest to the 15th). */
function parseDaysOfMonth(text: string): DayPattern[] {
  const { numbers, patterns } = partition(text, (part): DayPattern | undefined => {
    if (/^l$/i.test(part)) return { type: 'last-day' };
    if (/^(lw|wl)$/i.test(part)) return { type: 'last-weekday' };
    const near = /^(\d{1,2})w$/i.exec(part)?.[1];
    return near === undefined ? undefined : { type: 'near', date: valueOf(near, DAYS_OF_MONTH) };
  });
  const days = numbers === '' ? [] : parseField(numbers, DAYS_OF_MONTH);
  return days.length > 0 ? [{ type: 'dates', days }, ...patterns] : patterns;
}

/** Numbers and names, `5L` or `FRIL` (the last Friday) and `FRI#2` (the second). */
function parseDaysOfWeek(text: string): DayPattern[] {
  const { numbers, patterns } = partition(text, (part): DayPattern | undefined => {
    const [, last] = /^([a-z]{3}|\d)l$/i.exec(part) ?? [];
    if (last !== undefined) return { type: 'nth', day: valueOf(last, DAYS_OF_WEEK) % 7, nth: 'last' };
    const [, day, nth] = /^([a-z]{3}|\d)#(\d+|l)$/i.exec(part) ?? [];
    if (day === undefined || nth === undefined) return undefined;
    if (!/^[1-5l]$/i.test(nth)) throw new CronError(`The ${DAYS_OF_WEEK.name} “${part}” is not one of #1 to #5.`);
    return {
      type: 'nth',
      day: valueOf(day, DAYS_OF_WEEK) % 7,
      nth: nth.toLowerCase() === 'l' ? 'last' : Number(nth),
    };
  });
  const days = numbers === '' ? [] : unique(parseField(numbers, DAYS_OF_WEEK).map((day) => day % 7));
  return days.length > 0 ? [{ type: 'week', days }, ...patterns] : patterns;
}

function partition(text: string, read: (part: string) => DayPattern | undefined) {
  const parts = text.split(',').map((part) => ({ part, pattern: read(part) }));
  return {
    numbers: parts.flatMap(({ part, pattern }) => (pattern ? [] : [part])).join(','),
    patterns: parts.flatMap(({ pattern }) => pattern ?? []),
  };
}

/** Between two of the seconds of a minute, over its end as well. */
function shortestGap(seconds: readonly number[]): number {
  return Math.min(...seconds.map((second, index) => (seconds[index + 1] ?? (seconds[0] ?? 0) + 60) - second));
}

function parseField(text: string, field: Field): number[] {
  return unique(text.split(',').flatMap((part) => parsePart(part, field)));
}

function parsePart(part: string, field: Field): number[] {
  const match = /^(?:(\*)|([a-z]+|\d{1,2})(?:-([a-z]+|\d{1,2}))?)(?:\/(\d{1,2}))?$/i.exec(part);
  if (!match) throw new CronError(`The ${field.name} “${part}” cannot be read.`);
  const [, star, first, last, step] = match;
  const from = star === undefined ? valueOf(first ?? '', field) : field.min;
  // `5/15` means from 5 on.
  const to = last !== undefined ? valueOf(last, field) : star !== undefined || step !== undefined ? field.max : from;
  const every = step === undefined ? 1 : Number(step);
  if (to < from) throw new CronError(`The ${field.name} “${part}” ends before it starts.`);
  if (every === 0) throw new CronError(`The ${field.name} “${part}” has a step of 0.`);
  const values: number[] = [];
  for (let value = from; value <= to; value += every) values.push(value);
  return values;
}

function valueOf(text: string, field: Field): number {
  const word = field.words?.indexOf(text.toLowerCase()) ?? -1;
  const value = /^\d+$/.test(text) ? Number(text) : word < 0 ? Number.NaN : field.min === 1 ? word + 1 : word;
  if (value >= field.min && value <= field.max) return value;
  throw new CronError(`The ${field.name} “${text}” is not between ${String(field.min)} and ${String(field.max)}.`);
}

function unique(values: number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
