import type { TriggerKind } from '@jarvis/vocabulary';
import type { TriggerDisplay } from './display-base.js';
import { display as condition } from './kinds/condition/display.js';
import { display as email } from './kinds/email/display.js';
import { display as event } from './kinds/event/display.js';
import { display as manual } from './kinds/manual/display.js';
import { display as platform } from './kinds/platform/display.js';
import { display as rule } from './kinds/rule/display.js';
import { display as schedule } from './kinds/schedule/display.js';
import { display as webhook } from './kinds/webhook/display.js';

export type { TriggerDisplay } from './display-base.js';

/** How each kind of trigger is shown, in the order of the menu. A kind that is missing here does not type-check. */
export const TRIGGER_DISPLAYS: Readonly<Record<TriggerKind, TriggerDisplay>> = {
  webhook,
  schedule,
  platform,
  condition,
  email,
  event,
  rule,
  manual,
};

/** Undefined for a kind that does not exist: what is written may be anything. */
export function triggerDisplayOf(kind: unknown): TriggerDisplay | undefined {
  return typeof kind === 'string' && Object.hasOwn(TRIGGER_DISPLAYS, kind)
    ? TRIGGER_DISPLAYS[kind as TriggerKind]
    : undefined;
}
