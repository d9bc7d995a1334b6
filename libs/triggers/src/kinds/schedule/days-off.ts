import type { DateRange } from './dates.js';

const DAY_MS = 86_400_000;

/** Both included. */
interface Span {
  start: number;
  end: number;
}

/** Whole days that one calendar says: all three fit. January is 1. */
export interface DaysOff {
  years: Span;
  months: Span;
  daysOfMonth: Span;
}

/** In order; those that overlap or follow each other are one. */
export function mergeRanges(ranges: readonly DateRange[]): DateRange[] {
  const merged: DateRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    const before = merged.at(-1);
    if (before !== undefined && range.first <= before.last + 1) before.last = Math.max(before.last, range.last);
    else merged.push({ ...range });
  }
  return merged;
}

/** Without those that are over. A clock in the east is a day ahead of UTC, and one that is put back may show a day again. */
export function rangesFrom(ranges: readonly DateRange[], at: number): DateRange[] {
  const day = Math.floor(at / DAY_MS) - 2;
  return ranges.filter(({ last }) => last >= day);
}

export function rangeWith(day: number, ranges: readonly DateRange[]): DateRange | undefined {
  return ranges.find(({ first, last }) => first <= day && day <= last);
}

/** A range in few calendars, five at most: Temporal compares each time with each of them. */
export function daysOffOf({ first, last }: DateRange): DaysOff[] {
  const found: DaysOff[] = [];
  const [endYear, endMonth] = partsOf(last + 1);
  for (let day = first; day <= last;) {
    const [year, month, date] = partsOf(day);
    // Whole years, then whole months of one year, then days of one month.
    const isWhole = date === 1 && (year < endYear || month < endMonth);
    const isYears = isWhole && month === 1 && year < endYear;
    const years = { start: year, end: isYears ? endYear - 1 : year };
    const lastMonth = !isWhole ? month : year < endYear ? 12 : endMonth - 1;
    const end = Math.min(last + 1, Date.UTC(years.end, lastMonth, 1) / DAY_MS);
    const daysOfMonth = isWhole ? { start: 1, end: 31 } : { start: date, end: date + end - day - 1 };
    found.push({ years, months: { start: month, end: lastMonth }, daysOfMonth });
    day = end;
  }
  return found;
}

function partsOf(day: number): [year: number, month: number, date: number] {
  const date = new Date(day * DAY_MS);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}
