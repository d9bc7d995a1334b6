import { parseDuration } from '@jarvis/steps/language';
import type { KindOfTrigger, TriggerFinding } from '../../kind.js';
import { readDay, readMonth, readTime } from './calendar-form.js';
import { parseCron } from './cron.js';
import { readDateRange, readMoment } from './dates.js';
import { daySets, everComes, FIRST_YEAR } from './days.js';
import { nextTimes } from './next-times.js';
import type { ScheduleTrigger } from './schema.js';
import { listed, readSchedule } from './times.js';
import { resolveTimezone } from './timezone.js';

/** Whether there is a time does not depend on today. */
const START = Date.UTC(FIRST_YEAR, 0, 1) - 1;
const MAX_JITTER_MS = 86_400_000;

type Code = TriggerFinding['code'];
type Listed = 'at' | 'on' | 'in' | 'except';

export const check: KindOfTrigger<ScheduleTrigger>['check'] = (trigger) => {
  const problems: TriggerFinding[] = [];
  const refuse = (field: string, message: string, hint: string, code: Code = 'invalid-value') =>
    problems.push({ field, code, message, hint });
  const refuseEach = (field: Listed, read: (value: string) => unknown, words: [string, string]) => {
    const value = trigger[field];
    listed<string | number>(value).forEach((one, index) => {
      if (read(String(one)) !== undefined) return;
      refuse(Array.isArray(value) ? `${field}[${String(index)}]` : field, `“${String(one)}” ${words[0]}`, words[1]);
    });
  };

  if (trigger.cron !== undefined) {
    const parsed = parseCron(trigger.cron);
    if ('error' in parsed) {
      refuse(
        'cron',
        `The cron expression “${trigger.cron}” cannot be used. ${parsed.error}`,
        'For example “0 9 * * MON-FRI”: at 09:00 on weekdays.',
        'invalid-cron',
      );
    }
  }
  const zone = resolveTimezone(trigger.timezone ?? 'UTC');
  if ('hint' in zone)
    refuse('timezone', `There is no time zone “${trigger.timezone ?? ''}”.`, zone.hint, 'invalid-timezone');

  refuseEach('at', readTime, ['is no time of the day.', 'Hours and minutes of 24 hours, such as 09:00 or 17:30.']);
  refuseEach('on', readDay, ['names no day.', 'For example weekdays, MON, 15, last, first weekday or last FRI.']);
  refuseEach('in', readMonth, ['is no month.', 'For example JAN or JUL.']);
  refuseEach('except', readDateRange, [
    'is no date that exists, or ends before it begins.',
    'For example 2026-12-24, or 2026-12-24..2027-01-01.',
  ]);
  for (const [field, edge] of [['from', 'start'] as const, ['until', 'end'] as const]) {
    const text = trigger[field];
    if (text !== undefined && readMoment(text, 'UTC', edge) === undefined)
      refuse(field, `“${text}” is no moment that exists.`, 'For example 2026-12-01, or 2026-12-01T09:00.');
  }
  const [every, offset] = [parseDuration(trigger.every ?? ''), parseDuration(trigger.offset ?? '')];
  if (every !== undefined && offset !== undefined && offset >= every)
    refuse(
      'offset',
      'The offset has to be shorter than the interval.',
      'It says where in each interval the time lies.',
    );
  if ((parseDuration(trigger.jitter ?? '') ?? 0) > MAX_JITTER_MS)
    refuse('jitter', 'The jitter can be at most 24h.', 'For example 5m.');
  return problems.length > 0 ? problems : checkWhole(trigger);
};

/** What is wrong only with all of it together. */
function checkWhole(trigger: ScheduleTrigger): TriggerFinding[] {
  const times = readSchedule(trigger);
  if (times.kind === 'unreadable') return times.finding === undefined ? [] : [times.finding];
  if (times.kind === 'calendar' && !everComes(daySets(times.pattern.days, times.pattern.months))) {
    return [{ field: 'on', code: 'invalid-value', message: 'That date never comes.', hint: 'Look at `on` and `in`.' }];
  }
  if (times.from !== undefined && times.until !== undefined && times.until < times.from) {
    return [{ field: 'until', code: 'invalid-value', message: 'It ends before it begins.', hint: 'Look at `from`.' }];
  }
  const isBounded = times.until !== undefined || times.except.length > 0;
  if (isBounded && nextTimes(times, { after: START, count: 1 }).length === 0) {
    const field = times.until === undefined ? 'except' : 'until';
    const hint = 'Look at `from`, `until` and `except`.';
    return [{ field, code: 'invalid-value', message: 'No time is left at which it would run.', hint }];
  }
  return [];
}
