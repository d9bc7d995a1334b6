import { parseDuration } from '@jarvis/steps/language';
import { parseCron, type Cron } from './cron.js';
import { resolveTimezone } from './timezone.js';
import type { ScheduleTrigger } from './schema.js';

/** When a schedule runs, read: the one value that is checked, shown and sent. */
export type ScheduleTimes =
  | { kind: 'interval'; everyMs: number }
  | { kind: 'cron'; cron: Cron; timezone: string }
  /** In words; a published definition has been checked, perhaps by rules that have become stricter since. */
  | { kind: 'unreadable'; reason: string };

export function readSchedule(trigger: ScheduleTrigger): ScheduleTimes {
  if (trigger.every !== undefined) {
    const everyMs = parseDuration(trigger.every);
    return everyMs === undefined
      ? { kind: 'unreadable', reason: `The interval “${trigger.every}” cannot be read.` }
      : { kind: 'interval', everyMs };
  }
  const parsed = parseCron(trigger.cron ?? '');
  if ('error' in parsed)
    return {
      kind: 'unreadable',
      reason: `The cron expression “${trigger.cron ?? ''}” cannot be used. ${parsed.error}`,
    };
  const zone = resolveTimezone(trigger.timezone ?? 'UTC');
  if ('hint' in zone)
    return { kind: 'unreadable', reason: `There is no time zone “${trigger.timezone ?? ''}”. ${zone.hint}` };
  return { kind: 'cron', cron: parsed.cron, timezone: zone.timezone };
}
