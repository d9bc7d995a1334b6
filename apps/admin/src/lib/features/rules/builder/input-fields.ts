import { schemaOfInputs, type WrittenInput } from '@jarvis/rules/inputs';
import { isRecord } from '../../../format/json-schema.js';
import { readAnswer, retyped, type AnswerField, type AnswerType, type FieldsText } from './answer-fields.js';
import { renameField, setField } from './rule-text.js';

const isInput = (entry: [string, unknown]): entry is [string, WrittenInput] => isRecord(entry[1]);

/** What a rule takes, as rows of the form; null when it is written in another form. */
export function readInputs(inputs: unknown): AnswerField[] | null {
  if (inputs === undefined || inputs === null) return [];
  if (!isRecord(inputs)) return null;
  const entries = Object.entries(inputs);
  if (!entries.every(isInput)) return null;
  const fields = readAnswer(schemaOfInputs(Object.fromEntries(entries))) ?? [];
  const must = (name: string) => isRecord(inputs[name]) && inputs[name]['optional'] !== true;
  return fields.map((field) => ({
    ...field,
    required: must(field.name),
    besides: field.besides.filter((words) => !words.startsWith('default')),
  }));
}

/** The inputs of a rule, as changes to its text. */
export class InputsText implements FieldsText {
  readonly #text: string;
  readonly #inputs: Record<string, unknown>;

  constructor(text: string, inputs: unknown) {
    this.#text = text;
    this.#inputs = isRecord(inputs) ? inputs : {};
  }

  #set(name: string, field: string, value: unknown): string {
    return setField(this.#text, ['inputs', name, field], value);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#inputs, name);
  }

  add(): { text: string; name: string } {
    let number = 1;
    while (this.has(`input${number}`)) number++;
    const name = `input${number}`;
    return { text: setField(this.#text, ['inputs', name], { type: 'string' }), name };
  }

  remove(name: string): string {
    return setField(this.#text, ['inputs', name], undefined);
  }

  rename(name: string, next: string): string {
    return next === '' || this.has(next) ? this.#text : renameField(this.#text, ['inputs', name], next);
  }

  describe(name: string, words: string): string {
    return this.#set(name, 'description', words === '' ? undefined : words);
  }

  require(name: string, must: boolean): string {
    return this.#set(name, 'optional', must ? undefined : true);
  }

  choose(name: string, options: readonly string[]): string {
    return this.#set(name, 'enum', options);
  }

  /** A default of the type before would not fit. */
  retype(name: string, type: AnswerType): string {
    const schema = isRecord(this.#inputs[name]) ? this.#inputs[name] : {};
    const kept = Object.entries(schema).filter(([key]) => key !== 'default');
    return setField(this.#text, ['inputs', name], retyped(Object.fromEntries(kept), type));
  }

  standard(name: string, value: unknown): string {
    return this.#set(name, 'default', value);
  }
}
