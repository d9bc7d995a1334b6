import type { Budget } from '../budget.js';
import { ExpressionError } from '../errors.js';
import type { Timestamp } from '../values.js';
import { COST, defineFunction, type FunctionSpec } from './spec.js';

/** Making a formatter for a time zone is slow next to everything else. */
const TIMEZONE_COST = 1_000;

/** The parts of a point in time on the wall clock of a place. */
interface WallClock {
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
  second: number;
}

type Part = (clock: WallClock) => number;

/** CEL's getters count months, days of the month and days of the year from 0; `getDate` counts from 1. */
const PARTS: Record<string, [doc: string, Part]> = {
  getFullYear: ['The year', (clock) => clock.year],
  getMonth: ['The month, from 0', (clock) => clock.month],
  getDate: ['The day of the month, from 1', (clock) => clock.day],
  getDayOfMonth: ['The day of the month, from 0', (clock) => clock.day - 1],
  getDayOfWeek: ['The day of the week, Sunday is 0', (clock) => clock.weekday],
  getDayOfYear: [
    'The day of the year, from 0',
    (clock) => (Date.UTC(clock.year, clock.month, clock.day) - Date.UTC(clock.year, 0, 1)) / 86_400_000,
  ],
  getHours: ['The hour', (clock) => clock.hour],
  getMinutes: ['The minute', (clock) => clock.minute],
  getSeconds: ['The second', (clock) => clock.second],
};

export const timeFunctions: readonly FunctionSpec[] = [
  ...Object.entries(PARTS).flatMap(([name, [doc, part]]) => [
    defineFunction(
      { name, method: true, params: ['timestamp'], returns: 'int', cost: COST.flat, doc: `${doc}, in UTC.` },
      ([time]) => BigInt(part(utcClock(time.ms))),
    ),
    defineFunction(
      {
        name,
        method: true,
        params: ['timestamp', 'string'],
        lastDecides: true,
        returns: 'int',
        cost: COST.text,
        doc: `${doc}, in a time zone.`,
      },
      ([time, zone], budget) => BigInt(part(zonedClock(time, zone, budget))),
    ),
  ]),
  defineFunction(
    {
      name: 'getMilliseconds',
      method: true,
      params: ['timestamp'],
      returns: 'int',
      cost: COST.flat,
      doc: 'The milliseconds within the second.',
    },
    ([time]) => BigInt(((time.ms % 1000) + 1000) % 1000),
  ),
  defineFunction(
    {
      name: 'getHours',
      method: true,
      params: ['duration'],
      returns: 'int',
      cost: COST.flat,
      doc: 'Whole hours of the duration.',
    },
    ([span]) => span.ns / 3_600_000_000_000n,
  ),
  defineFunction(
    {
      name: 'getMinutes',
      method: true,
      params: ['duration'],
      returns: 'int',
      cost: COST.flat,
      doc: 'Whole minutes of the duration.',
    },
    ([span]) => span.ns / 60_000_000_000n,
  ),
  defineFunction(
    {
      name: 'getSeconds',
      method: true,
      params: ['duration'],
      returns: 'int',
      cost: COST.flat,
      doc: 'Whole seconds of the duration.',
    },
    ([span]) => span.ns / 1_000_000_000n,
  ),
  defineFunction(
    {
      name: 'getMilliseconds',
      method: true,
      params: ['duration'],
      returns: 'int',
      cost: COST.flat,
      doc: 'The milliseconds within the second.',
    },
    ([span]) => (span.ns / 1_000_000n) % 1_000n,
  ),
];

function utcClock(ms: number): WallClock {
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

function zonedClock({ ms }: Timestamp, timeZone: string, budget: Budget): WallClock {
  const offset = offsetMinutes(timeZone);
  if (offset !== undefined) return utcClock(ms + offset * 60_000);
  budget.spend(TIMEZONE_COST);
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new ExpressionError('invalid-argument', `There is no time zone “${timeZone.slice(0, 60)}”.`, {
      hint: 'Use an IANA name, such as Europe/Paris, or an offset, such as +02:00.',
    });
  }
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const get = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const [year, month, day] = [get('year'), get('month') - 1, get('day')];
  return {
    year,
    month,
    day,
    weekday: new Date(Date.UTC(year, month, day)).getUTCDay(),
    hour: get('hour'),
    minute: get('minute'),
    second: get('second'),
  };
}

/** `+02:00`, `-02:30` or `02:00`; undefined for the name of a zone. */
function offsetMinutes(zone: string): number | undefined {
  const [, sign, hours, minutes] = /^([+-]?)(\d{2}):([0-5]\d)$/.exec(zone) ?? [];
  if (hours === undefined || minutes === undefined || Number(hours) > 23) return undefined;
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}
