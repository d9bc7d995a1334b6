import { momentsOf, type Wall } from './zone-time.js';

/** Days by their number since 1970, both included. */
export interface DateRange {
  first: number;
  last: number;
}

const DAY_MS = 86_400_000;
const DATE = String.raw`\d{4}-\d{2}-\d{2}`;
/** `2026-12-24` or `2026-12-24..2027-01-01`. */
export const DATE_RANGE = new RegExp(String.raw`^(${DATE})(?:\.\.(${DATE}))?$`);
/** `2026-12-24`, `2026-12-24T09:00` (in the zone of the schedule) or `2026-12-24T09:00:00Z`. */
export const MOMENT = new RegExp(String.raw`^(${DATE})(?:T(\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?$`);
const [EARLIEST, LATEST] = [2000, 2100];

/** Undefined for what is no date, such as 2026-02-30. */
export function readDateRange(text: string): DateRange | undefined {
  const [, from = '', to = from] = DATE_RANGE.exec(text) ?? [];
  const [first, last] = [readDate(from), readDate(to)];
  return first === undefined || last === undefined || last < first
    ? undefined
    : { first: first / DAY_MS, last: last / DAY_MS };
}

/** A moment in milliseconds. As an end, a date without a time is meant to its last second. */
export function readMoment(text: string, timezone: string, edge: 'start' | 'end'): number | undefined {
  const [, date = '', hour, minute, second = '0', offset] = MOMENT.exec(text) ?? [];
  const day = readDate(date);
  if (day === undefined) return undefined;
  if (hour === undefined || minute === undefined) {
    return edge === 'start' ? momentOf(day, timezone) : momentOf(day + DAY_MS, timezone) - 1000;
  }
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const wall = day + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  if (offset === undefined) return momentOf(wall, timezone);
  const at = Date.parse(`${new Date(wall).toISOString().slice(0, 19)}${offset}`);
  return Number.isNaN(at) ? undefined : at;
}

/** What a clock never shows is meant as if it had not been put forward. */
export function momentOf(wall: Wall, timezone: string): number {
  const [first] = momentsOf(wall, timezone);
  if (first !== undefined) return first;
  const [dayBefore = wall] = momentsOf(wall - DAY_MS, timezone);
  return dayBefore + DAY_MS;
}

function readDate(text: string): Wall | undefined {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const at = Date.UTC(year, month - 1, day);
  const isReal = !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
  return isReal && year >= EARLIEST && year <= LATEST ? at : undefined;
}
