// Without zod: the pages that show steps must not load a library.

/** A field of a step that holds steps, or holds cases with steps each. */
export interface ListField {
  field: string;
  /** Of cases: the field of each that holds its steps. */
  steps?: string;
  /** Of a group: the field of it that holds the steps. */
  within?: string;
  /** What people read above the list; of the second and later cases: `further`. */
  label: string;
  further?: string;
  /** Of cases: the field of each by which people call it; without one it is numbered. */
  named?: string;
  /** Of cases: the field of each with the condition under which its steps run. */
  condition?: string;
  /** Of cases: the field of each with the values for which its steps run, and the step's field that says of what. */
  values?: {
    field: string;
    of: string;
    label: string;
    textOf: (value: unknown) => string;
    parse: (text: string) => unknown;
  };
  /** Of cases: what one is called, and what a new one is. */
  part?: { label: string; blank: Readonly<Record<string, unknown>> };
  /** Its steps may run more than once. */
  repeats?: true;
  /** All lists of the field run at the same time. */
  beside?: true;
  /** How the run ends after its steps; without it the run goes on below. */
  ends?: 'rejected' | 'expired';
  /** It is no way on from the step: its steps run when the step has failed, or when the run does. */
  aside?: Aside;
}

export type Aside = 'onError' | 'compensate';

/** Fields that a step of any kind can have, with steps beside the way of the run. */
export const ASIDES: readonly (ListField & { within: string; aside: Aside })[] = [
  { field: 'onError', within: 'steps', label: 'If it fails', aside: 'onError' },
  { field: 'compensate', within: 'steps', label: 'To undo it', aside: 'compensate' },
];

/** How a kind of step is shown: its words, what a new one starts with, and where its steps are. */
export interface StepDisplay {
  /** In the menu of new steps, and above the form. */
  label: string;
  /** The path of its icon, drawn with a line of 2 on a grid of 24; the pages have no list of icons. */
  icon: string;
  /** The id of a new step, until it is taken. */
  id: string;
  /** What a new step has besides: enough to see what it is, nothing invented. */
  blank: Readonly<Record<string, unknown>>;
  /** The fields that hold steps, in their order: in a definition and in a plan alike. */
  lists: readonly ListField[];
  /**
   * What expressions read as its output: names with what they hold, or where a JSON Schema says it: in a field of the step,
   * or at the action that a field names. Without it there is nothing to read.
   */
  gives?: { names: Readonly<Record<string, string>> } | { schemaIn: string } | { actionIn: string };
  /** It works at nothing while it runs: it waits for a person or a clock. */
  waits?: true;
  /** The way straight on, where it is one of several: what the record of a run calls it, and what people read. */
  through?: { key: string; label: string };
  /** Whether nothing after the step can run; `lists` says of each of its lists whether nothing after that could. */
  endsRun?(step: Readonly<Record<string, unknown>>, lists: readonly boolean[]): boolean;
  /** What a step does, in a line, from what is written so far. */
  describe(step: Readonly<Record<string, unknown>>, actionTitle: (id: string) => string | undefined): string;
}

/** The text of a field, trimmed; empty where there is none. */
export function textIn(step: Readonly<Record<string, unknown>>, field: string): string {
  const value = step[field];
  return typeof value === 'string' ? value.trim() : '';
}

export function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
