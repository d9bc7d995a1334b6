import type { Armed } from './armed.js';

/** What cannot be used in a trigger that is well formed. */
export interface TriggerFinding {
  /** Field of the trigger, or an entry of one: `except[1]`. */
  field: string;
  code: 'invalid-value' | 'invalid-cron' | 'invalid-timezone' | 'unknown-event';
  message: string;
  hint: string;
}

/** Words for a trigger of a platform with its settings; undefined where nobody knows it. Its library has none. */
export type WordsOf = (uses: string, settings: Readonly<Record<string, unknown>>) => string | undefined;

/** What a kind of trigger is made of, beside its words and its schema. */
export interface KindOfTrigger<Trigger> {
  check(trigger: Trigger): TriggerFinding[];
  /** In words: `When GitHub sends a signed webhook`. */
  describe(trigger: Trigger, wordsOf?: WordsOf): string;
  arm(trigger: Trigger): Armed;
}
