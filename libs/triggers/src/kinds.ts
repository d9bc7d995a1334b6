import type { TriggerKind } from '@jarvis/vocabulary';
import type { z } from 'zod';
import type { KindOfTrigger } from './kind.js';
import * as condition from './kinds/condition/index.js';
import * as email from './kinds/email/index.js';
import * as event from './kinds/event/index.js';
import * as manual from './kinds/manual/index.js';
import * as platform from './kinds/platform/index.js';
import * as rule from './kinds/rule/index.js';
import * as schedule from './kinds/schedule/index.js';
import * as webhook from './kinds/webhook/index.js';

/** How each kind of trigger is written. A kind that is missing here does not type-check. */
export const TRIGGER_SCHEMAS = {
  webhook: webhook.schema,
  schedule: schedule.schema,
  platform: platform.schema,
  condition: condition.schema,
  email: email.schema,
  event: event.schema,
  rule: rule.schema,
  manual: manual.schema,
} satisfies Record<TriggerKind, z.ZodObject>;

export type TriggerOf<Kind extends TriggerKind> = z.infer<(typeof TRIGGER_SCHEMAS)[Kind]>;

/** What each kind does. */
export const KINDS: { readonly [Kind in TriggerKind]: KindOfTrigger<TriggerOf<Kind>> } = {
  webhook,
  schedule,
  platform,
  condition,
  email,
  event,
  rule,
  manual,
};
