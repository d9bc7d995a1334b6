import type { TriggerKind } from '@jarvis/vocabulary';
import { z } from 'zod';
import type { Armed } from './armed.js';
import { KINDS, TRIGGER_SCHEMAS, type TriggerOf } from './kinds.js';
import type { KindOfTrigger, TriggerFinding, WordsOf } from './kind.js';

export type { Armed, Overlap } from './armed.js';
export type { TriggerFinding, WordsOf } from './kind.js';
export { TRIGGER_SCHEMAS, type TriggerOf } from './kinds.js';
export { ConditionEvent, Crossing, crossedBy, nextLookMs, sampleCrossing } from './kinds/condition/crossing.js';
export { Watched } from './kinds/condition/watched.js';
export { MailEvent, SAMPLE_MAIL } from './kinds/email/event.js';
export { checkEventName } from './kinds/event/check.js';
export { parseCron } from './kinds/schedule/cron.js';
export type { Cron } from './kinds/schedule/cron.js';
export { daysOffOf, rangesFrom, type DaysOff } from './kinds/schedule/days-off.js';
export { fitsDay, nextTimes, startsAt } from './kinds/schedule/next-times.js';
export { readSchedule } from './kinds/schedule/times.js';
export type { Calendar, ScheduleTimes } from './kinds/schedule/times.js';
export { clockChanges, offsetAt, wallAt, type ClockChange } from './kinds/schedule/zone-time.js';

const { webhook: first, ...others } = TRIGGER_SCHEMAS;
export const Trigger = z
  .discriminatedUnion('kind', [first, ...Object.values(others)])
  .meta({ id: 'Trigger', description: 'What starts a run.' });
export type Trigger = TriggerOf<TriggerKind>;

/** What is wrong with a well-formed trigger: a time or time zone that cannot be used, an event that does not exist. */
export function checkTrigger(trigger: Trigger): TriggerFinding[] {
  return kindOf(trigger).check(trigger);
}

/** A trigger in words: `When GitHub sends a signed webhook`, `Every weekday at 09:00 Europe/Paris`. */
export function describeTrigger(trigger: Trigger, wordsOf?: WordsOf): string {
  return kindOf(trigger).describe(trigger, wordsOf);
}

/** What has to be there so that the rule is started. */
export function armTrigger(trigger: Trigger): Armed {
  return kindOf(trigger).arm(trigger);
}

/** The condition that an event must meet so that it starts a run, as it is written; undefined where every event does. */
export function filterOf(trigger: Trigger): string | undefined {
  return 'if' in trigger ? trigger.if : undefined;
}

function kindOf(trigger: Trigger): KindOfTrigger<Trigger> {
  return KINDS[trigger.kind];
}
