import { describeTrigger, Trigger } from '@jarvis/triggers';
import type { PlatformTrigger } from '#lib/api/types.ts';

/** A trigger in words; null while it is not complete. The server knows more of those of platforms, once it has read them. */
export function triggerWords(trigger: unknown, triggers: readonly PlatformTrigger[]): string | null {
  const { success, data } = Trigger.safeParse(trigger);
  return success ? describeTrigger(data, (uses) => triggers.find(({ id }) => id === uses)?.title) : null;
}
