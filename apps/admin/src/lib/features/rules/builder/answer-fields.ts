import type { Path } from '@jarvis/issues/path';
import { isRecord } from '../../../format/json-schema.js';
import { plain } from '../../../format/plain.js';
import { renameField, setField } from './rule-text.js';

/** What the form can say about the type of a field. */
export const ANSWER_TYPES = {
  text: 'Text',
  choice: 'One of',
  texts: 'List of texts',
  number: 'Number',
  whole: 'Whole number',
  boolean: 'Yes or no',
} as const;
export type AnswerType = keyof typeof ANSWER_TYPES;

/** One field of a model's answer. */
export interface AnswerField {
  name: string;
  /** Undefined when its schema says more than the form can show. */
  type: AnswerType | undefined;
  options: readonly string[];
  description: string;
  required: boolean;
  /** What its schema says besides, such as “maxLength 280”; it stays as it is. */
  besides: readonly string[];
}

type Schema = Record<string, unknown>;
const SHOWN = new Set(['type', 'enum', 'items', 'description']);
const isText = (value: unknown): value is string => typeof value === 'string';
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter(isText) : []);

/** The fields of an answer; null when its schema is not of the usual form: an object with named fields. */
export function readAnswer(output: unknown): AnswerField[] | null {
  if (output === undefined || output === null) return [];
  if (!isRecord(output) || output['type'] !== 'object') return null;
  const { properties = {}, required = [] } = output;
  if (!isRecord(properties) || !Array.isArray(required) || !required.every(isText)) return null;
  const fields = Object.entries(properties);
  if (!fields.every((entry): entry is [string, Schema] => isRecord(entry[1]))) return null;
  return fields.map(([name, schema]) => {
    const type = typeOf(schema);
    return {
      name,
      type,
      options: textsOf(schema['enum']),
      description: isText(schema['description']) ? schema['description'] : '',
      required: required.includes(name),
      besides: Object.keys(schema)
        .filter((key) => (type === undefined ? key !== 'description' : !SHOWN.has(key)))
        .map((key) => briefly(key, schema[key])),
    };
  });
}

const briefly = (key: string, value: unknown): string =>
  typeof value === 'object' || (isText(value) && value.length > 24) ? key : `${key} ${plain(value)}`;

function typeOf(schema: Schema): AnswerType | undefined {
  if (schema['description'] !== undefined && !isText(schema['description'])) return undefined;
  const { type, enum: values, items } = schema;
  if (values !== undefined) {
    const texts = Array.isArray(values) && values.every(isText);
    return texts && (type === undefined || type === 'string') ? 'choice' : undefined;
  }
  switch (type) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'integer':
      return 'whole';
    case 'boolean':
      return 'boolean';
    case 'array':
      return isRecord(items) && items['type'] === 'string' && Object.keys(items).length === 1 ? 'texts' : undefined;
    default:
      return undefined;
  }
}

/** Limits that only make sense for one type. */
const LIMITS: Readonly<Record<AnswerType, readonly string[]>> = {
  text: ['minLength', 'maxLength', 'pattern', 'format'],
  choice: [],
  texts: ['minItems', 'maxItems', 'uniqueItems'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  whole: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  boolean: [],
};
const ALL_LIMITS = new Set(Object.values(LIMITS).flat());

const WRITTEN: Readonly<Record<AnswerType, Schema>> = {
  text: { type: 'string' },
  choice: { type: 'string', enum: [] },
  texts: { type: 'array', items: { type: 'string' } },
  number: { type: 'number' },
  whole: { type: 'integer' },
  boolean: { type: 'boolean' },
};

/** What a row of a list of fields asks to be written. */
export type FieldsText = Pick<AnswerText, 'has' | 'remove' | 'rename' | 'describe' | 'require' | 'choose' | 'retype'>;

/** A field of another type: limits that it does not have go, everything else stays. */
export function retyped(schema: Schema, type: AnswerType): Schema {
  const kept = Object.entries(schema).filter(
    ([key]) =>
      key !== 'type' && key !== 'enum' && key !== 'items' && (!ALL_LIMITS.has(key) || LIMITS[type].includes(key)),
  );
  return { ...WRITTEN[type], ...Object.fromEntries(kept) };
}

/** The fields of the answer of a step, as changes to the text of its rule. */
export class AnswerText {
  readonly #text: string;
  readonly #output: Schema;
  readonly #at: Path;

  constructor(text: string, output: unknown, at: Path) {
    this.#text = text;
    this.#output = isRecord(output) ? output : {};
    this.#at = at;
  }

  #schemaOf(name: string): Schema {
    const properties = this.#output['properties'];
    const schema = isRecord(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    return isRecord(schema) ? schema : {};
  }

  #require(text: string, names: readonly string[]): string {
    return setField(text, [...this.#at, 'required'], names.length === 0 ? undefined : names);
  }

  get #required(): string[] {
    return textsOf(this.#output['required']);
  }

  has(name: string): boolean {
    const properties = this.#output['properties'];
    return isRecord(properties) && Object.hasOwn(properties, name);
  }

  /** A new field is a text that must be there, which is the usual case. */
  add(): { text: string; name: string } {
    let number = 1;
    while (this.has(`field${number}`)) number++;
    const name = `field${number}`;
    const typed =
      this.#output['type'] === 'object' ? this.#text : setField(this.#text, [...this.#at, 'type'], 'object');
    const text = setField(typed, [...this.#at, 'properties', name], WRITTEN.text);
    return { text: this.#require(text, [...this.#required, name]), name };
  }

  remove(name: string): string {
    const text = setField(this.#text, [...this.#at, 'properties', name], undefined);
    return this.#require(
      text,
      this.#required.filter((one) => one !== name),
    );
  }

  rename(name: string, next: string): string {
    if (next === '' || this.has(next)) return this.#text;
    const text = renameField(this.#text, [...this.#at, 'properties', name], next);
    if (!this.#required.includes(name)) return text;
    return this.#require(
      text,
      this.#required.map((one) => (one === name ? next : one)),
    );
  }

  describe(name: string, words: string): string {
    return setField(this.#text, [...this.#at, 'properties', name, 'description'], words === '' ? undefined : words);
  }

  require(name: string, must: boolean): string {
    const others = this.#required.filter((one) => one !== name);
    return this.#require(this.#text, must ? [...others, name] : others);
  }

  choose(name: string, options: readonly string[]): string {
    return setField(this.#text, [...this.#at, 'properties', name, 'enum'], options);
  }

  retype(name: string, type: AnswerType): string {
    return setField(this.#text, [...this.#at, 'properties', name], retyped(this.#schemaOf(name), type));
  }
}
