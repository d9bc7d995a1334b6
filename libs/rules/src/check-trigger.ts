import { parseCron } from './cron.js';
import type { Problem } from './problem.js';
import { suggestPlace } from './suggest.js';
import type { Trigger } from './trigger.js';

/** What is wrong with a well-formed trigger: a cron expression or time zone that cannot be used. */
export function checkTrigger(trigger: Trigger): Problem[] {
  if (trigger.kind !== 'schedule') return [];
  const problems: Problem[] = [];
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
  if (trigger.timezone !== undefined && !isTimezone(trigger.timezone)) {
    problems.push({
      path: 'trigger.timezone',
      code: 'invalid-timezone',
      message: `There is no time zone “${trigger.timezone}”.`,
      hint:
        suggestPlace(trigger.timezone, Intl.supportedValuesOf('timeZone')) ?? 'Use an IANA name, such as Europe/Paris.',
    });
  }
  return problems;
}

function isTimezone(name: string): boolean {
  // Offsets such as +01:00 are accepted by Intl, but a schedule needs a place.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
