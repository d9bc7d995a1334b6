import { DAY_WORDS, MONTH_WORDS, unique, WEEKDAYS, WEEKEND, type DayPattern } from './days.js';

const DAY_NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const NTH = ['first', 'second', 'third', 'fourth'];
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/** Times of a day, all of its fields combined. */
export interface Clock {
  hours: number[];
  minutes: number[];
  seconds: number[];
}

/** `09:00`, or several; undefined when it is no time of the day. */
export function readTime(text: string): Clock | undefined {
  const [, hours, minutes, seconds = '0'] = TIME.exec(text) ?? [];
  const clock = { hours: [Number(hours)], minutes: [Number(minutes)], seconds: [Number(seconds)] };
  return Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60 ? clock : undefined;
}

/** Times that share minute and second are one clock. */
export function clocksOf(times: readonly Clock[]): Clock[] {
  const clocks = new Map<string, Clock>();
  for (const { hours, minutes, seconds } of times) {
    const key = `${String(minutes)}:${String(seconds)}`;
    const all = [...(clocks.get(key)?.hours ?? []), ...hours];
    clocks.set(key, { hours: [...new Set(all)].sort((a, b) => a - b), minutes, seconds });
  }
  return [...clocks.values()];
}

/**
 * Days as people say them: `weekdays`, `weekends`, `MON`, a date (`15`), `last` (of the month), `first weekday`,
 * `last weekday`, `second TUE`, `last FRI`. Undefined when it is none.
 */
export function readDay(value: string | number): DayPattern | undefined {
  const text = String(value).trim().toLowerCase();
  if (text === 'weekdays') return { type: 'week', days: WEEKDAYS };
  if (text === 'weekends') return { type: 'week', days: WEEKEND };
  if (text === 'last') return { type: 'last-day' };
  if (text === 'last weekday') return { type: 'last-weekday' };
  if (text === 'first weekday') return { type: 'near', date: 1 };
  if (/^\d{1,2}$/.test(text)) {
    const date = Number(text);
    return date >= 1 && date <= 31 ? { type: 'dates', days: [date] } : undefined;
  }
  const [name = '', which] = text.split(/\s+/).reverse();
  const day = dayOf(name);
  if (day === undefined) return undefined;
  if (which === undefined) return { type: 'week', days: [day] };
  const nth = which === 'last' ? 'last' : NTH.indexOf(which) + 1;
  return nth === 0 ? undefined : { type: 'nth', day, nth };
}

/** Dates are one pattern, and days of the week another; none comes twice. */
export function joinDays(patterns: readonly DayPattern[]): DayPattern[] {
  const join = (type: 'dates' | 'week'): DayPattern[] => {
    const days = patterns.flatMap((pattern) => (pattern.type === type ? pattern.days : []));
    return days.length === 0 ? [] : [{ type, days: [...new Set(days)].sort((a, b) => a - b) }];
  };
  const others = unique(patterns.filter(({ type }) => type !== 'dates' && type !== 'week'));
  return [...join('dates'), ...join('week'), ...others];
}

/** `JAN` or `January`; undefined when it is no month. */
export function readMonth(text: string): number | undefined {
  const index = MONTH_WORDS.indexOf(text.trim().toLowerCase().slice(0, 3) as (typeof MONTH_WORDS)[number]);
  return index < 0 || !isName(text, index) ? undefined : index + 1;
}

const MONTH_NAMES = 'january february march april may june july august september october november december'.split(' ');
const isName = (text: string, month: number) =>
  text.trim().length === 3 || text.trim().toLowerCase() === MONTH_NAMES[month];

function dayOf(name: string): number | undefined {
  const short = (DAY_WORDS as readonly string[]).indexOf(name);
  const index = short < 0 ? DAY_NAMES.indexOf(name) : short;
  return index < 0 ? undefined : index;
}
