import { describeTrigger, Trigger } from '@jarvis/triggers';

/** A trigger in words; null while it is not complete. */
export function triggerWords(trigger: unknown): string | null {
  const { success, data } = Trigger.safeParse(trigger);
  return success ? describeTrigger(data) : null;
}
