import type { TypeName } from './values.js';

/** What is known before a run about the value behind a name. */
export type Shape =
  | { kind: 'any' }
  | {
      kind: 'scalar';
      type: Exclude<TypeName, 'any' | 'list' | 'map' | 'optional'>;
      /** All values that there can be, where a schema lists them. */
      values?: readonly (string | number | null)[];
    }
  | { kind: 'list'; items: Shape }
  | ObjectShape
  | { kind: 'optional'; of: Shape }
  | AbsentShape;

export interface ObjectShape {
  kind: 'object';
  /** How the object is called in messages: `the output of step “draft”`. */
  label?: string;
  fields: Readonly<Record<string, Shape>>;
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
  if (!isObject(schema) || depth > 12 || '$ref' in schema) return ANY;
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
  return {
    kind: 'object',
    fields: Object.fromEntries(fields),
    open: schema['additionalProperties'] !== false,
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
 * The shape of values like this one. Only which fields there are is taken from it: a field that is null or a number
 * here may be something else the next time.
 */
export function shapeOfSample(value: unknown, label: string, depth = 0): Shape {
  if (depth > 12) return ANY;
  if (Array.isArray(value)) {
    const items = value.slice(0, SAMPLE_WIDTH);
    // What any entry has, some entry has.
    const objects = items.filter(isObject);
    if (objects.length < items.length || items.length === 0) return { kind: 'list', items: ANY };
    const all = Object.fromEntries(objects.flatMap((item) => Object.entries(item).slice(0, SAMPLE_WIDTH)));
    return { kind: 'list', items: shapeOfSample(all, `an entry of ${label}`, depth + 1) };
  }
  if (!isObject(value)) return ANY;
  const entries = Object.entries(value);
  if (entries.length === 0 || entries.length > SAMPLE_WIDTH) return ANY;
  const fields = entries.map(([name, item]): [string, Shape] => [
    name,
    shapeOfSample(item, `“${name}” of ${label}`, depth + 1),
  ]);
  return { kind: 'object', label, fields: Object.fromEntries(fields), open: false, example: true };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
