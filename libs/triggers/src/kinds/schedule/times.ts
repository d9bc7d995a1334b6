import { parseDuration } from '@jarvis/steps/language';
import type { TriggerFinding } from '../../kind.js';
import { clocksOf, joinDays, readDay, readMonth, readTime, type Clock } from './calendar-form.js';
import { parseCron } from './cron.js';
import { readDateRange, readMoment, type DateRange } from './dates.js';
import { daySets, type DayPattern, type DaySet } from './days.js';
import { mergeRanges } from './days-off.js';
import { tooManyCalendars, tooManyLeftOut } from './limits.js';
import { resolveTimezone } from './timezone.js';
import type { ScheduleTrigger } from './schema.js';

/** Times of day on a set of days, all fields combined. */
export type Calendar = DaySet & Clock;

/** What cron and the calendar form both say. */
export interface Pattern {
  /** Any of these; none: every day. */
  days: DayPattern[];
  months: number[];
  /** Any of these. */
  clocks: Clock[];
}

interface Bounds {
  timezone: string;
  /** Moments in milliseconds, both included. */
  from: number | undefined;
  until: number | undefined;
  /** Days, in the time zone, on which it does not run; in order, and apart from each other. */
  except: DateRange[];
  jitterMs: number;
}

/** When a schedule runs, read: the one value that is checked, shown and sent. */
export type ScheduleTimes =
  | ({ kind: 'interval'; everyMs: number; offsetMs: number } & Bounds)
  | ({ kind: 'calendar'; pattern: Pattern; calendars: Calendar[] } & Bounds)
  /** In words; a published definition has been checked, perhaps by rules that have become stricter since. */
  | { kind: 'unreadable'; reason: string; finding?: TriggerFinding };

class Unreadable extends Error {
  constructor(
    reason: string,
    readonly finding?: TriggerFinding,
  ) {
    super(reason);
  }
}

export function readSchedule(trigger: ScheduleTrigger): ScheduleTimes {
  try {
    const times = readTimes(trigger);
    assertNot(tooManyLeftOut(times));
    return times;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { message: reason, finding } = error;
    return { kind: 'unreadable', reason, ...(finding && { finding }) };
  }
}

function readTimes(trigger: ScheduleTrigger): Exclude<ScheduleTimes, { kind: 'unreadable' }> {
  const bounds = readBounds(trigger);
  if (trigger.every !== undefined) {
    const offsetMs = trigger.offset === undefined ? 0 : durationOf(trigger.offset);
    return { kind: 'interval', everyMs: durationOf(trigger.every), offsetMs, ...bounds };
  }
  const pattern = trigger.at === undefined ? readCron(trigger.cron ?? '') : readForm(trigger);
  const sets = daySets(pattern.days, pattern.months);
  assertNot(tooManyCalendars(trigger.at === undefined ? 'cron' : 'at', sets.length * pattern.clocks.length));
  const calendars = sets.flatMap((days) => pattern.clocks.map((clock) => ({ ...days, ...clock })));
  return { kind: 'calendar', pattern, calendars, ...bounds };
}

function assertNot(finding: TriggerFinding | undefined): void {
  if (finding !== undefined) throw new Unreadable(finding.message, finding);
}

export const listed = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

const EVERY_MONTH = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

function readForm({ at, on, in: months }: ScheduleTrigger): Pattern {
  const all = listed(months).map((month) => readMonth(month) ?? refuse(`There is no month “${month}”.`));
  return {
    clocks: clocksOf(listed(at).map((time) => readTime(time) ?? refuse(`“${time}” is no time of the day.`))),
    days: joinDays(listed(on).map((day) => readDay(day) ?? refuse(`The day “${String(day)}” cannot be read.`))),
    months: all.length === 0 ? EVERY_MONTH : [...new Set(all)].sort((a, b) => a - b),
  };
}

function readCron(text: string): Pattern {
  const parsed = parseCron(text);
  if ('error' in parsed) return refuse(`The cron expression “${text}” cannot be used. ${parsed.error}`);
  const { days, months, ...clock } = parsed.cron;
  return { days, months, clocks: [clock] };
}

function readBounds({ timezone: name = 'UTC', from, until, except = [], jitter }: ScheduleTrigger): Bounds {
  const zone = resolveTimezone(name);
  if ('hint' in zone) return refuse(`There is no time zone “${name}”. ${zone.hint}`);
  const { timezone } = zone;
  const momentOf = (text: string | undefined, edge: 'start' | 'end') =>
    text === undefined ? undefined : (readMoment(text, timezone, edge) ?? refuse(`“${text}” is no moment.`));
  return {
    timezone,
    from: momentOf(from, 'start'),
    until: momentOf(until, 'end'),
    except: mergeRanges(except.map((text) => readDateRange(text) ?? refuse(`“${text}” is no date.`))),
    jitterMs: jitter === undefined ? 0 : durationOf(jitter),
  };
}

/** In whole seconds, as Temporal counts. */
function durationOf(text: string): number {
  const ms = parseDuration(text) ?? refuse(`The duration “${text}” cannot be read.`);
  return Math.floor(ms / 1000) * 1000;
}

function refuse(reason: string): never {
  throw new Unreadable(reason);
}
