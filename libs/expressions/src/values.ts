import { ExpressionError } from './errors.js';

/** A point in time, milliseconds since 1970. Its own class because a Date made outside a workflow is refused inside. */
export class Timestamp {
  constructor(readonly ms: number) {
    // The range of RFC 3339: years 1 to 9999.
    if (!(ms >= -62_135_596_800_000 && ms <= 253_402_300_799_999)) {
      throw new ExpressionError('invalid-argument', 'The point in time is out of range (years 1 to 9999).');
    }
  }

  toString(): string {
    return new Date(this.ms).toISOString();
  }
}

/** A length of time, in milliseconds. */
export class Span {
  constructor(readonly ms: number) {
    if (!Number.isFinite(ms)) throw new ExpressionError('invalid-argument', 'The duration is out of range.');
  }

  /** As CEL writes it: seconds. */
  toString(): string {
    return `${String(this.ms / 1000)}s`;
  }
}

/** A value that may be missing: what `event.?field` gives. */
export class Optional {
  static readonly none = new Optional(undefined);
  constructor(readonly value: Value | undefined) {}
}

export interface ValueMap {
  readonly [key: string]: Value | undefined;
}

/** What expressions work on. Whole numbers written in an expression are bigint (CEL int), numbers of data are double. */
export type Value =
  null | boolean | bigint | number | string | readonly Value[] | ValueMap | Timestamp | Span | Optional;

/** Names of types in messages, signatures and the docs. `number` is an int or a double. */
export type TypeName =
  | 'any'
  | 'null'
  | 'bool'
  | 'int'
  | 'double'
  | 'number'
  | 'string'
  | 'list'
  | 'map'
  | 'timestamp'
  | 'duration'
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
      if (value instanceof Timestamp) return 'timestamp';
      if (value instanceof Span) return 'duration';
      if (value instanceof Optional) return 'optional';
      return 'map';
  }
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

/** An own field of a map; undefined when it is missing. */
export function ownField(map: ValueMap, name: string): Value | undefined {
  assertAllowedName(name);
  return Object.hasOwn(map, name) ? map[name] : undefined;
}
