import { parseDuration } from '@jarvis/steps/language';
import type { KindOfTrigger } from '../../kind.js';
import type { ScheduleTrigger } from './schema.js';
import { readSchedule } from './times.js';

/** After an outage, times further back than this are not made up. Temporal's own default is a year. */
const DEFAULT_CATCHUP_MS = 3_600_000;
/** Whoever says that missed times count means those of a longer outage as well. */
const WANTED_CATCHUP_MS = 86_400_000;
/** A server that begins again, or is busy, is no outage. */
const LATE_MS = 60_000;

export const arm: KindOfTrigger<ScheduleTrigger>['arm'] = (trigger) => ({
  type: 'schedule',
  times: readSchedule(trigger),
  overlap: trigger.overlap ?? 'skip',
  catchupMs: trigger.missed === 'skip' ? LATE_MS : (parseDuration(trigger.catchup ?? '') ?? defaultCatchup(trigger)),
});

function defaultCatchup({ missed }: ScheduleTrigger): number {
  return missed === undefined ? DEFAULT_CATCHUP_MS : WANTED_CATCHUP_MS;
}
