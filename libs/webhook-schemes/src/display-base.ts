// Without zod and node:crypto: the pages that show a scheme must not load them.

/** A setting of a scheme, as the builder's form has it. */
export interface SettingField {
  name: string;
  label: string;
  hint?: string;
  placeholder?: string;
  /** Of a choice: what it can be; the first is what leaving it out means. */
  options?: readonly { value: string; label: string }[];
  /** It may be left out; a choice always may. */
  optional?: boolean;
}

/** What people read of a scheme, and what a new one starts with. */
export interface SchemeDisplay {
  /** In lists of choices. */
  label: string;
  /** What a delivery shows its origin by: the headers, in a few words. */
  proof: string;
  /** The trigger in words. */
  trigger: string;
  /** Who makes the secret: Jarvis, for the sender to keep, or the sender, for Jarvis to keep. */
  secretFrom: 'jarvis' | 'sender';
  /** What the sender calls its secret, as part of a sentence: `the signing secret`. */
  secretName: string;
  /** What to do at the sender with the address and the secret, in whole sentences. */
  setUp: string;
  settings: readonly SettingField[];
  /** What a new one has as settings. */
  blank?: Readonly<Record<string, string>>;
}
