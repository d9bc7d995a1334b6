import type { SettingField } from '@jarvis/webhook-schemes/display';

/** How a kind of trigger is shown: its words, what a new one has, and its form. Without zod. */
export interface TriggerDisplay {
  /** In the menu of what starts a rule. */
  label: string;
  /** As a filter of the list of rules. */
  short: string;
  /** What a new one has besides its kind. @param timezone where its author is */
  blank(timezone: string): Readonly<Record<string, unknown>>;
  /** Whether a condition may keep events from starting a run. */
  filters?: true;
  /** Its fields, in their order. */
  fields: readonly SettingField[];
}
