/** A cron expression, read: which values each field allows. */
export interface Cron {
  minutes: number[];
  hours: number[];
  daysOfMonth: number[];
  months: number[];
  /** Sunday is 0. */
  daysOfWeek: number[];
  /** Both fields of days are restricted: cron then runs on a day that fits *either* of them. */
  eitherDay: boolean;
}

interface Field {
  name: string;
  min: number;
  max: number;
  words?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS = {
  minutes: { name: 'minute', min: 0, max: 59 },
  hours: { name: 'hour', min: 0, max: 23 },
  daysOfMonth: { name: 'day of the month', min: 1, max: 31 },
  months: { name: 'month', min: 1, max: 12, words: MONTHS },
  daysOfWeek: { name: 'day of the week', min: 0, max: 7, words: DAYS },
} as const satisfies Record<Exclude<keyof Cron, 'eitherDay'>, Field>;

const MACROS = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
]);

/** Longest month of each, leap years included. */
const MONTH_LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Reads five-field cron (or `@daily` and the like); `error` says in words what is wrong. */
export function parseCron(text: string): { cron: Cron } | { error: string } {
  const fields = (MACROS.get(text.trim().toLowerCase()) ?? text).trim().split(/\s+/);
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = fields;
  if (
    fields.length !== 5 ||
    minutes === undefined ||
    hours === undefined ||
    daysOfMonth === undefined ||
    months === undefined ||
    daysOfWeek === undefined
  ) {
    return {
      error: `It has ${fields.length === 1 ? 'one field' : `${String(fields.length)} fields`} instead of 5 (minute, hour, day of month, month, day of week).`,
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
      minutes: parseField(minutes, FIELDS.minutes),
      hours: parseField(hours, FIELDS.hours),
      daysOfMonth: parseField(daysOfMonth, FIELDS.daysOfMonth),
      months: parseField(months, FIELDS.months),
      daysOfWeek: unique(parseField(daysOfWeek, FIELDS.daysOfWeek).map((day) => day % 7)),
      eitherDay: byMonth && byWeek,
    };
    const possible =
      cron.eitherDay ||
      byWeek ||
      cron.months.some((month) => cron.daysOfMonth.some((day) => day <= (MONTH_LENGTHS[month - 1] ?? 0)));
    return possible ? { cron } : { error: 'That date never comes.' };
  } catch (error) {
    if (error instanceof CronError) return { error: error.message };
    throw error;
  }
}

class CronError extends Error {}

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
