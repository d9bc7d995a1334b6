import { parseCron } from './cron.js';
import type { Finding } from './problem.js';
import { resolveTimezone } from './timezone.js';
import type { Trigger } from './trigger.js';

/** What is wrong with a well-formed trigger: a cron expression or time zone that cannot be used. */
export function checkTrigger(trigger: Trigger): Finding[] {
  if (trigger.kind !== 'schedule') return [];
  const problems: Finding[] = [];
  if (trigger.cron !== undefined) {
    const parsed = parseCron(trigger.cron);
    if ('error' in parsed) {
      problems.push({
        path: 'trigger.cron',
        code: 'invalid-cron',
        message: `The cron expression “${trigger.cron}” cannot be used. ${parsed.error}`,
        hint: 'For example “0 9 * * MON-FRI”: at 09:00 on weekdays.',
      });
    }
  }
  if (trigger.timezone !== undefined) {
    const resolved = resolveTimezone(trigger.timezone);
    if ('hint' in resolved) {
      problems.push({
        path: 'trigger.timezone',
        code: 'invalid-timezone',
        message: `There is no time zone “${trigger.timezone}”.`,
        hint: resolved.hint,
      });
    }
  }
  return problems;
}
