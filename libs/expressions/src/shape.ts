import type { JsonValue } from '@jarvis/json';
import type { TypeName } from './values.js';

/** What is known before a run about the value behind a name. */
export type Shape = { about?: string } & (
  | AnyShape
  | {
      kind: 'scalar';
      type: Exclude<TypeName, 'any' | 'list' | 'map' | 'optional'>;
      /** All values that there can be, where a schema lists them. */
      values?: readonly (string | number | null)[];
    }
  | { kind: 'list'; items: Shape }
  | ObjectShape
  | { kind: 'optional'; of: Shape }
  | AbsentShape
);

interface AnyShape {
  kind: 'any';
  /** Its type in an example; the next value may be of another. */
  seen?: ScalarType;
}
type ScalarType = 'string' | 'number' | 'bool';

export interface ObjectShape {
  kind: 'object';
  /** What people are told about it. */
  about?: string;
  /** How the object is called in messages: `the output of step “draft”`. */
  label?: string;
  fields: Readonly<Record<string, Shape>>;
  /** Which of them may be missing; reading one without `has` or `.?` gives a warning. */
  optional?: readonly string[];
  /** Whether fields beyond these may exist. */
  open: boolean;
  /** Code of the problem when a field does not exist; default `unknown-field`. */
  missingCode?: string;
  /** A field that does not exist is only doubtful: the object is an example, and the next one may have it. */
  example?: true;
  /** Reading a field of it, except those that are `sure`, without `has` or `.?` gives this warning. */
  doubt?: ShapeNote & { sure?: readonly string[] };
}

/** A known name whose value does not exist where it is read. */
export interface AbsentShape {
  kind: 'absent';
  note: ShapeNote;
}

export interface ShapeNote {
  code: string;
  message: string;
  hint?: string;
}

export const ANY: Shape = { kind: 'any' };

/** The shape of values that a JSON Schema allows; `any` where it says too little or too much. */
export function shapeOfJsonSchema(schema: unknown, label?: string, depth = 0): Shape {
  if (!isObject(schema) || depth > 12) return ANY;
  const shape = shapeOfSchema(schema, label, depth);
  const about = schema['description'];
  return typeof about === 'string' ? { ...shape, about } : shape;
}

function shapeOfSchema(schema: Record<string, unknown>, label: string | undefined, depth: number): Shape {
  if ('$ref' in schema) return ANY;
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(alternatives)) {
    // `x or null` reads as x; any other choice is not followed.
    const real = alternatives.filter((option) => !(isObject(option) && option['type'] === 'null'));
    return real.length === 1 ? shapeOfJsonSchema(real[0], label, depth + 1) : ANY;
  }
  switch (soleType(schema['type'])) {
    case 'string':
      return { kind: 'scalar', type: 'string', ...valuesOf(schema) };
    case 'integer':
    case 'number':
      return { kind: 'scalar', type: 'number', ...valuesOf(schema) };
    case 'boolean':
      return { kind: 'scalar', type: 'bool' };
    case 'null':
      return { kind: 'scalar', type: 'null' };
    case 'array':
      return { kind: 'list', items: shapeOfJsonSchema(schema['items'], undefined, depth + 1) };
    case 'object':
      return objectShape(schema, label, depth);
    default:
      return ANY;
  }
}

/** The values that a schema lists, unless one of them is more than text, a number or null. */
function valuesOf({ enum: listed, const: only }: Record<string, unknown>): { values?: (string | number | null)[] } {
  const values: unknown[] = Array.isArray(listed) ? listed : only === undefined ? [] : [only];
  const plain = values.filter((value) => typeof value === 'string' || typeof value === 'number' || value === null);
  return plain.length > 0 && plain.length === values.length ? { values: plain } : {};
}

/** `x or null` reads as x here too. */
function soleType(type: unknown): unknown {
  if (!Array.isArray(type)) return type;
  const real = type.filter((name) => name !== 'null');
  return real.length === 1 ? real[0] : undefined;
}

function objectShape(schema: Record<string, unknown>, label: string | undefined, depth: number): Shape {
  const properties = schema['properties'];
  if (!isObject(properties))
    return { kind: 'object', fields: {}, open: true, ...(label === undefined ? {} : { label }) };
  const fields = Object.entries(properties).map(([name, property]): [string, Shape] => [
    name,
    shapeOfJsonSchema(property, label === undefined ? undefined : `“${name}” of ${label}`, depth + 1),
  ]);
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  return {
    kind: 'object',
    fields: Object.fromEntries(fields),
    open: schema['additionalProperties'] !== false,
    ...(optional.length > 0 ? { optional } : {}),
    ...(label === undefined ? {} : { label }),
  };
}

/** The type name of a shape; `any` when it is not known. */
export function typeOfShape(shape: Shape): TypeName {
  switch (shape.kind) {
    case 'scalar':
      return shape.type;
    case 'list':
      return 'list';
    case 'object':
      return 'map';
    case 'optional':
      return 'optional';
    default:
      return 'any';
  }
}

/** The shape of any value of a type. */
export function shapeOfType(type: TypeName): Shape {
  switch (type) {
    case 'any':
      return ANY;
    case 'list':
      return { kind: 'list', items: ANY };
    case 'map':
      return { kind: 'object', fields: {}, open: true };
    case 'optional':
      return { kind: 'optional', of: ANY };
    default:
      return { kind: 'scalar', type };
  }
}

/** Most entries of a list, and of an object, that are looked at. */
const SAMPLE_WIDTH = 500;

/**
 * The shape of values like this one. Which fields there are, and of what type, is only doubtful: the next value may have
 * others.
 */
export function shapeOfSample(value: unknown, label: string, depth = 0): Shape {
  if (depth > 12) return ANY;
  if (Array.isArray(value)) {
    const items = value.slice(0, SAMPLE_WIDTH);
    // What any entry has, some entry has.
    const objects = items.filter(isObject);
    if (objects.length < items.length || items.length === 0) return { kind: 'list', items: ANY };
    const all = Object.fromEntries(objects.flatMap((item) => Object.entries(item).slice(0, SAMPLE_WIDTH)));
    return { kind: 'list', items: agreeing(shapeOfSample(all, `an entry of ${label}`, depth + 1), objects) };
  }
  if (!isObject(value)) return shapeSeen(value);
  const entries = Object.entries(value);
  if (entries.length === 0 || entries.length > SAMPLE_WIDTH) return ANY;
  const fields = entries.map(([name, item]): [string, Shape] => [
    name,
    shapeOfSample(item, `“${name}” of ${label}`, depth + 1),
  ]);
  return { kind: 'object', label, fields: Object.fromEntries(fields), open: false, example: true };
}

/** Without the types that not all entries of a list share. */
function agreeing(shape: Shape, entries: readonly Record<string, unknown>[]): Shape {
  if (shape.kind !== 'object') return shape;
  const fields = Object.entries(shape.fields).map(([name, field]): [string, Shape] => {
    if (field.kind !== 'any' || field.seen === undefined) return [name, field];
    const agree = entries.every((entry) => !Object.hasOwn(entry, name) || seenType(entry[name]) === field.seen);
    return [name, agree ? field : ANY];
  });
  return { ...shape, fields: Object.fromEntries(fields) };
}

function shapeSeen(value: unknown): Shape {
  const seen = seenType(value);
  return seen === undefined ? ANY : { kind: 'any', seen };
}

function seenType(value: unknown): ScalarType | undefined {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
    case 'bigint':
      return 'number';
    case 'boolean':
      return 'bool';
    default:
      return undefined;
  }
}

/** A shape with the type that an example had taken for certain. */
export function asSeen(shape: Shape): Shape {
  return shape.kind === 'any' && shape.seen !== undefined ? shapeOfType(shape.seen) : shape;
}

/** A value of this shape, for trying out what reads it; null where nothing is known. */
export function exampleOfShape(shape: Shape, depth = 0): JsonValue {
  if (depth > 12) return null;
  switch (shape.kind) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.fields).map(([name, field]) => [name, exampleOfShape(field, depth + 1)]),
      );
    case 'list':
      return [exampleOfShape(shape.items, depth + 1)];
    case 'optional':
      return exampleOfShape(shape.of, depth + 1);
    default:
      return EXAMPLES[typeOfShape(shape)] ?? null;
  }
}

const EXAMPLES: Partial<Record<TypeName, JsonValue>> = { string: 'text', number: 1, bool: true };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
