import { describeTrigger, Trigger } from '@jarvis/triggers';
import { z } from 'zod';

const Definition = z.looseObject({ trigger: Trigger });

/** A trigger in words; an unfinished one is said to be unfinished. */
export function triggerInWords(definition: unknown): string {
  const parsed = Definition.safeParse(definition);
  return parsed.success ? describeTrigger(parsed.data.trigger) : 'The trigger is not finished';
}
