import { parseCron } from './cron.js';
import type { KindOfTrigger, TriggerFinding } from '../../kind.js';
import type { ScheduleTrigger } from './schema.js';
import { resolveTimezone } from './timezone.js';

export const check: KindOfTrigger<ScheduleTrigger>['check'] = (trigger) => {
  const problems: TriggerFinding[] = [];
  if (trigger.cron !== undefined) {
    const parsed = parseCron(trigger.cron);
    if ('error' in parsed) {
      problems.push({
        field: 'cron',
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
        field: 'timezone',
        code: 'invalid-timezone',
        message: `There is no time zone “${trigger.timezone}”.`,
        hint: resolved.hint,
      });
    }
  }
  return problems;
};
