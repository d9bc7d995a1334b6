import { ExpressionError } from '../errors.js';
import { Span, Timestamp, type Value } from '../values.js';
import { defineFunction, type FunctionSpec } from './spec.js';

const MAX_INT = 9_223_372_036_854_775_807n;
const MIN_INT = -9_223_372_036_854_775_808n;

export const convertFunctions: readonly FunctionSpec[] = [
  ...(['string', 'bool', 'timestamp', 'duration'] as const).map((type) =>
    defineFunction({ name: 'string', params: [type], returns: 'string', doc: `The ${type} as text.` }, ([value]) =>
      String(value),
    ),
  ),
  // As `any`, so that a large int keeps its digits.
  defineFunction({ name: 'string', params: ['any'], returns: 'string', doc: 'A number or null as text.' }, ([value]) =>
    stringOf(value),
  ),
  defineFunction(
    { name: 'int', params: ['string'], returns: 'int', doc: 'The whole number written in the text.' },
    ([text]) => parseInteger(text),
  ),
  defineFunction({ name: 'int', params: ['timestamp'], returns: 'int', doc: 'Seconds since 1970.' }, ([time]) =>
    BigInt(Math.floor(time.ms / 1000)),
  ),
  defineFunction({ name: 'int', params: ['any'], returns: 'int', doc: 'The number without its fraction.' }, ([value]) =>
    toInteger(value),
  ),
  defineFunction(
    { name: 'double', params: ['number'], returns: 'double', doc: 'The number as a double.' },
    ([value]) => value,
  ),
  defineFunction(
    { name: 'double', params: ['string'], returns: 'double', doc: 'The number written in the text.' },
    ([text]) => parseDouble(text),
  ),
  defineFunction({ name: 'bool', params: ['bool'], returns: 'bool', doc: 'The same.' }, ([value]) => value),
  defineFunction(
    { name: 'bool', params: ['string'], returns: 'bool', doc: '`true` or `false` written in the text.' },
    ([text]) => parseBoolean(text),
  ),
  defineFunction(
    { name: 'abs', params: ['number'], returns: 'double', doc: 'The number without its sign.' },
    ([value]) => Math.abs(value),
  ),
  defineFunction({ name: 'round', params: ['number'], returns: 'int', doc: 'The nearest whole number.' }, ([value]) =>
    fromDouble(Math.round(value)),
  ),
  defineFunction(
    { name: 'floor', params: ['number'], returns: 'int', doc: 'The next lower whole number.' },
    ([value]) => fromDouble(Math.floor(value)),
  ),
  defineFunction(
    { name: 'ceil', params: ['number'], returns: 'int', doc: 'The next higher whole number.' },
    ([value]) => fromDouble(Math.ceil(value)),
  ),
  defineFunction(
    { name: 'min', params: ['number', 'number'], returns: 'double', doc: 'The smaller number.' },
    ([a, b]) => Math.min(a, b),
  ),
  defineFunction(
    { name: 'max', params: ['number', 'number'], returns: 'double', doc: 'The larger number.' },
    ([a, b]) => Math.max(a, b),
  ),
  defineFunction(
    { name: 'timestamp', params: ['string'], returns: 'timestamp', doc: 'The point in time written as RFC 3339.' },
    ([text]) => parseTimestamp(text),
  ),
  defineFunction(
    {
      name: 'timestamp',
      params: ['number'],
      returns: 'timestamp',
      doc: 'The point in time so many seconds after 1970.',
    },
    ([seconds]) => new Timestamp(seconds * 1000),
  ),
  defineFunction(
    { name: 'timestamp', params: ['timestamp'], returns: 'timestamp', doc: 'The same.' },
    ([value]) => value,
  ),
  defineFunction(
    {
      name: 'duration',
      params: ['string'],
      returns: 'duration',
      doc: 'A length of time such as `90s`, `1h30m` or `2d`.',
    },
    ([text], budget) => {
      budget.spend(15);
      return parseSpan(text);
    },
  ),
];

/** How a value reads inside text. */
function stringOf(value: Value): string {
  if (typeof value === 'object' && value !== null && !(value instanceof Timestamp) && !(value instanceof Span)) {
    throw new ExpressionError('wrong-type', 'string() takes a single value, no list or map.', {
      hint: 'Use toJson(…), or join(", ") for a list.',
    });
  }
  return String(value);
}

/** @throws {ExpressionError} when the result does not fit into 64 bits. */
export function checkInteger(value: bigint): bigint {
  if (value <= MAX_INT && value >= MIN_INT) return value;
  throw new ExpressionError('invalid-argument', 'The whole number does not fit into 64 bits.', {
    hint: 'Use decimal numbers, such as 1.0.',
  });
}

function fromDouble(value: number): bigint {
  if (!Number.isFinite(value))
    throw new ExpressionError('invalid-argument', 'An infinite number cannot be made whole.');
  return checkInteger(BigInt(Math.trunc(value)));
}

function toInteger(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return fromDouble(value);
  throw new ExpressionError('wrong-type', 'int() takes a number, text or a timestamp.');
}

function parseInteger(text: string): bigint {
  if (/^[+-]?\d{1,19}$/.test(text)) return checkInteger(BigInt(text.replace(/^\+/, '')));
  throw new ExpressionError('invalid-argument', 'The text is not a whole number.');
}

function parseDouble(text: string): number {
  if (/^[+-]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?$/.test(text)) return Number(text);
  throw new ExpressionError('invalid-argument', 'The text is not a number.');
}

function parseBoolean(text: string): boolean {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === 'false') return lower === 'true';
  throw new ExpressionError('invalid-argument', 'The text is neither true nor false.');
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** Reads RFC 3339 ({@link https://www.rfc-editor.org/rfc/rfc3339}); fractions below a millisecond are dropped. */
function parseTimestamp(text: string): Timestamp {
  const ms = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return new Timestamp(ms);
  throw new ExpressionError('invalid-argument', 'The text is not a point in time.', {
    hint: 'RFC 3339, such as 2026-01-31T09:00:00Z.',
  });
}

const SPAN_UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseSpan(text: string): Span {
  const [, sign, parts] = /^([+-]?)((?:\d{1,12}(?:\.\d{1,9})?(?:ms|s|m|h|d)){1,5})$/.exec(text) ?? [];
  if (parts === undefined) {
    throw new ExpressionError('invalid-argument', 'The text is not a duration.', {
      hint: 'Numbers with units: 500ms, 90s, 1h30m, 2d.',
    });
  }
  let total = 0;
  for (const [, amount, unit] of parts.matchAll(/([\d.]+)(ms|s|m|h|d)/g))
    total += Number(amount) * (SPAN_UNITS[unit ?? ''] ?? 0);
  return new Span(sign === '-' ? -total : total);
}
