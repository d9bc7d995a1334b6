/** Sunday is 0. */
export const DAY_WORDS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export const MONTH_WORDS = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec',
] as const;
export const WEEKDAYS = [1, 2, 3, 4, 5];
export const WEEKEND = [0, 6];
const EVERY_DAY_OF_WEEK = [0, 1, 2, 3, 4, 5, 6];
const EVERY_DAY_OF_MONTH = range(1, 31);

/** Some days of each month. A day that a month does not have is left out. */
export type DayPattern =
  | { type: 'dates'; days: number[] }
  | { type: 'week'; days: number[] }
  | { type: 'last-day' }
  | { type: 'last-weekday' }
  /** The weekday nearest to a date, in the same month. */
  | { type: 'near'; date: number }
  | { type: 'nth'; day: number; nth: number | 'last' };

/** Days on which all of these fit. */
export interface DaySet {
  /** Undefined: every year. */
  years?: number[];
  months: number[];
  daysOfMonth: number[];
  daysOfWeek: number[];
}

/** The years that Temporal knows. 2100 is no leap year. */
export const FIRST_YEAR = 2000;
export const LAST_YEAR = 2100;
const YEARS = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, index) => FIRST_YEAR + index);
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Months of one length. What counts from the end of a month is said for each length: so it needs no list of dates. */
const LENGTHS: readonly { length: number; months: readonly number[]; years?: number[] }[] = [
  { length: 31, months: [1, 3, 5, 7, 8, 10, 12] },
  { length: 30, months: [4, 6, 9, 11] },
  { length: 29, months: [2], years: YEARS.filter(isLeap) },
  { length: 28, months: [2], years: YEARS.filter((year) => !isLeap(year)) },
];

/** The days that fit any of the patterns, or every day when there are none. */
export function daySets(patterns: readonly DayPattern[], months: number[]): DaySet[] {
  if (patterns.length === 0) return [{ months, daysOfMonth: EVERY_DAY_OF_MONTH, daysOfWeek: EVERY_DAY_OF_WEEK }];
  const sets = patterns.flatMap((pattern) => setsOf(pattern, months));
  return unique(sets).filter(({ daysOfMonth }) => daysOfMonth.length > 0);
}

/** Whether there is any such day in some year. */
export function everComes(sets: readonly DaySet[]): boolean {
  return sets.some(({ months, daysOfMonth }) =>
    LENGTHS.some(
      ({ length, months: those }) =>
        daysOfMonth.some((day) => day <= length) && those.some((month) => months.includes(month)),
    ),
  );
}

function setsOf(pattern: DayPattern, months: number[]): DaySet[] {
  switch (pattern.type) {
    case 'dates':
      return [{ months, daysOfMonth: pattern.days, daysOfWeek: EVERY_DAY_OF_WEEK }];
    case 'week':
      return [{ months, daysOfMonth: EVERY_DAY_OF_MONTH, daysOfWeek: pattern.days }];
    case 'last-day':
      return byLength(months, (length) => [{ daysOfMonth: [length], daysOfWeek: EVERY_DAY_OF_WEEK }]);
    case 'last-weekday':
      return byLength(months, (length) => near(length, length));
    case 'near':
      // Far enough from the end, all months are alike.
      return pattern.date < 28
        ? near(pattern.date, 28).map((days) => ({ months, ...days }))
        : byLength(months, (length) => (pattern.date <= length ? near(pattern.date, length) : []));
    case 'nth': {
      const { day, nth } = pattern;
      if (nth === 'last')
        return byLength(months, (length) => [{ daysOfMonth: range(length - 6, length), daysOfWeek: [day] }]);
      return [{ months, daysOfMonth: range(7 * nth - 6, Math.min(7 * nth, 31)), daysOfWeek: [day] }];
    }
  }
}

type Days = Pick<DaySet, 'daysOfMonth' | 'daysOfWeek'>;

function byLength(months: readonly number[], daysFor: (length: number) => Days[]): DaySet[] {
  return LENGTHS.flatMap(({ length, months: those, years }) => {
    const wanted = those.filter((month) => months.includes(month));
    if (wanted.length === 0) return [];
    return daysFor(length).map((days) => ({ ...(years && { years }), months: wanted, ...days }));
  });
}

/** On a Saturday it is the Friday before, on a Sunday the Monday after, unless that is in another month. */
function near(date: number, length: number): Days[] {
  const [saturday, sunday] = [
    date > 1 ? { daysOfMonth: [date - 1], daysOfWeek: [5] } : { daysOfMonth: [3], daysOfWeek: [1] },
    date < length ? { daysOfMonth: [date + 1], daysOfWeek: [1] } : { daysOfMonth: [date - 2], daysOfWeek: [5] },
  ];
  return [{ daysOfMonth: [date], daysOfWeek: WEEKDAYS }, saturday, sunday];
}

/** Each value once, as it is written in JSON. */
export function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
