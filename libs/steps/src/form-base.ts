// Without zod: the builder must not load a library. What a field means, its values, limits and default are in the schema.

/** A field of a step's form: what the schema of the step cannot say of it. */
export interface FormField {
  /** Where it is written, from the step. */
  path: readonly string[];
  label: string;
  /**
   * What is written: a line of its own (`plain`), text with expressions, one expression, one of the values that the schema
   * has, a JSON Schema of an answer, the id of an action after the step, another rule, names with values, JavaScript, or what the run
   * does after a failure.
   */
  mode?:
    'plain' | 'text' | 'condition' | 'choice' | 'answer' | 'later-action' | 'callee' | 'inputs' | 'code' | 'failure';
  /** Two of them share a line. */
  half?: boolean;
  rows?: number;
  /** What leaving it out means, where the schema names no default, or an example. */
  placeholder?: string;
  /** Of a choice: what people read for each value. */
  options?: Readonly<Record<string, string>>;
}

export interface StepForm {
  /** Words of people who look for the kind: “I want to …”. */
  wants?: string;
  /** What the step does; of an action, its own form has the fields of its input. */
  fields: readonly FormField[];
  /** When the step runs, and what happens when it fails. */
  settings: readonly FormField[];
}
