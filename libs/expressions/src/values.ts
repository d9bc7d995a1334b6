import { ExpressionError } from './errors.js';
import { formatTimestamp, formatSeconds, MAX_NANOS, MIN_NANOS } from './moments.js';
import { type KeyedMap } from './keyed-map.js';

export const MAX_INT = 9_223_372_036_854_775_807n;
export const MIN_INT = -9_223_372_036_854_775_808n;
export const MAX_UINT = 18_446_744_073_709_551_615n;

/** A point in time, nanoseconds since 1970. Its own class because a Date made outside a workflow is refused inside. */
export class Timestamp {
  constructor(readonly ns: bigint) {
    if (ns < MIN_NANOS || ns > MAX_NANOS) {
      throw new ExpressionError('invalid-argument', 'The point in time is out of range (years 1 to 9999).');
    }
  }

  /** Whole milliseconds since 1970; a fraction is cut off towards the past. */
  get ms(): number {
    return Number(this.ns / 1_000_000n) - (this.ns < 0n && this.ns % 1_000_000n !== 0n ? 1 : 0);
  }

  toString(): string {
    return formatTimestamp(this);
  }
}

/** A length of time, in nanoseconds. */
export class Span {
  constructor(readonly ns: bigint) {
    if (ns > MAX_INT || ns < MIN_INT) {
      throw new ExpressionError('invalid-argument', 'The duration is out of range (about 292 years).');
    }
  }

  /** As CEL writes it: seconds. */
  toString(): string {
    return `${formatSeconds(this.ns)}s`;
  }
}

/** A whole number without a sign, of 64 bits: `5u`. */
export class Uint {
  constructor(readonly value: bigint) {
    if (value < 0n || value > MAX_UINT) {
      throw new ExpressionError('invalid-argument', 'The number does not fit into 64 bits without a sign.');
    }
  }

  toString(): string {
    return String(this.value);
  }
}

/** Bytes: `b"…"`. */
export class Bytes {
  constructor(readonly data: Uint8Array) {}
}

/** The type of a value, as `type(…)` gives it. */
export class TypeValue {
  constructor(readonly name: string) {}
}

/** A value that may be missing: what `event.?field` gives. */
export class Optional {
  static readonly none = new Optional(undefined);
  constructor(readonly value: Value | undefined) {}
}

interface PlainMap {
  readonly [key: string]: Value | undefined;
}

/** A map: plain data, or one whose names are not all text. */
export type ValueMap = PlainMap | KeyedMap;

/** What expressions work on. Whole numbers written in an expression are bigint (CEL int), numbers of data are double. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint
  | Bytes
  | readonly Value[]
  | ValueMap
  | Timestamp
  | Span
  | TypeValue
  | Optional;

/** Names of types in messages, signatures and the docs. `number` is an int, a uint or a double. */
export type TypeName =
  | 'any'
  | 'null'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'number'
  | 'string'
  | 'bytes'
  | 'list'
  | 'map'
  | 'timestamp'
  | 'duration'
  | 'type'
  | 'optional';

/** The type of a value. */
export function typeOf(value: Value): Exclude<TypeName, 'any' | 'number'> {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
      return 'string';
    default:
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'list';
      if (value instanceof Uint) return 'uint';
      if (value instanceof Bytes) return 'bytes';
      if (value instanceof Timestamp) return 'timestamp';
      if (value instanceof Span) return 'duration';
      if (value instanceof TypeValue) return 'type';
      if (value instanceof Optional) return 'optional';
      return 'map';
  }
}

/** The name of a type in a sentence: “a string”, “an int”, “null”. */
export function withArticle(type: string): string {
  if (type === 'null') return type;
  if (type === 'any') return 'any value';
  // “uint” is spoken with a y.
  return /^[aeio]|^un/.test(type) ? `an ${type}` : `a ${type}`;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is ValueMap {
  return typeOf(value) === 'map';
}

const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** Refuses names that reach prototypes, although only own fields are ever read. */
export function assertAllowedName(name: string): void {
  if (!FORBIDDEN_NAMES.has(name)) return;
  throw new ExpressionError('forbidden-name', `The name “${name}” is not allowed.`, { hint: 'Use another field.' });
}
