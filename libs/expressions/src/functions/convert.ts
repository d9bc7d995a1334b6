import { ExpressionError } from '../errors.js';
import { parseMoment } from '../moments.js';
import { checkInteger } from '../operators.js';
import { typeValueOf } from '../types.js';
import { textOfUtf8, utf8Of } from '../utf8.js';
import { Bytes, Span, Timestamp, typeOf, TypeValue, Uint, withArticle, type Value } from '../values.js';
import { integerOf } from './numbers.js';
import { COST, defineFunction, type FunctionSpec } from './spec.js';

export const convertFunctions: readonly FunctionSpec[] = [
  ...(['string', 'bool', 'timestamp', 'duration'] as const).map((type) =>
    defineFunction(
      { name: 'string', params: [type], returns: 'string', cost: COST.flat, doc: `The ${type} as text.` },
      ([value]) => String(value),
    ),
  ),
  defineFunction(
    {
      name: 'string',
      params: ['bytes'],
      returns: 'string',
      cost: COST.characters,
      doc: 'The text that the bytes are in UTF-8.',
    },
    ([bytes]) => {
      const text = textOfUtf8(bytes.data);
      if (text !== undefined) return text;
      throw new ExpressionError('invalid-argument', 'The bytes are no text in UTF-8.', {
        hint: 'Use base64.encode(…).',
      });
    },
  ),
  // As `any`, so that a large int keeps its digits.
  defineFunction(
    { name: 'string', params: ['any'], returns: 'string', cost: COST.flat, doc: 'A number or null as text.' },
    ([value], budget) => {
      budget.spendDigits(value);
      return stringOf(value);
    },
  ),
  defineFunction(
    { name: 'int', params: ['string'], returns: 'int', cost: COST.text, doc: 'The whole number written in the text.' },
    ([text]) => parseInteger(text),
  ),
  defineFunction(
    { name: 'int', params: ['timestamp'], returns: 'int', cost: COST.flat, doc: 'Seconds since 1970.' },
    ([time]) => BigInt(Math.floor(time.ms / 1000)),
  ),
  defineFunction(
    { name: 'int', params: ['any'], returns: 'int', cost: COST.flat, doc: 'The number without its fraction.' },
    ([value]) => toInteger(value),
  ),
  defineFunction(
    {
      name: 'uint',
      params: ['string'],
      returns: 'uint',
      cost: COST.text,
      doc: 'The whole number without a sign written in the text.',
    },
    ([text]) => new Uint(parseUnsigned(text)),
  ),
  defineFunction(
    {
      name: 'uint',
      params: ['number'],
      returns: 'uint',
      cost: COST.flat,
      doc: 'The number as a whole number without a sign.',
    },
    ([value]) => (value instanceof Uint ? value : new Uint(typeof value === 'bigint' ? value : unsignedOf(value))),
  ),
  defineFunction(
    { name: 'double', params: ['number'], returns: 'double', cost: COST.flat, doc: 'The number as a double.' },
    ([value]) => Number(value),
  ),
  defineFunction(
    { name: 'double', params: ['string'], returns: 'double', cost: COST.text, doc: 'The number written in the text.' },
    ([text]) => parseDouble(text),
  ),
  defineFunction(
    { name: 'bool', params: ['bool'], returns: 'bool', cost: COST.flat, doc: 'The same.' },
    ([value]) => value,
  ),
  defineFunction(
    {
      name: 'bool',
      params: ['string'],
      returns: 'bool',
      cost: COST.text,
      doc: '`true` or `false` written in the text.',
    },
    ([text]) => parseBoolean(text),
  ),
  defineFunction(
    { name: 'bytes', params: ['string'], returns: 'bytes', cost: COST.characters, doc: 'The text in UTF-8.' },
    ([text]) => new Bytes(utf8Of(text)),
  ),
  defineFunction(
    { name: 'bytes', params: ['bytes'], returns: 'bytes', cost: COST.flat, doc: 'The same.' },
    ([value]) => value,
  ),
  defineFunction(
    {
      name: 'dyn',
      params: ['any'],
      returns: 'any',
      cost: COST.flat,
      doc: 'The same, of a type that is not checked beforehand.',
    },
    ([value]) => value,
  ),
  defineFunction(
    {
      name: 'type',
      params: ['any'],
      returns: 'type',
      cost: COST.flat,
      doc: 'The type of the value, such as `string`.',
    },
    ([value]) => typeValueOf(value),
  ),
  defineFunction(
    {
      name: 'timestamp',
      params: ['string'],
      returns: 'timestamp',
      cost: COST.text,
      doc: 'The point in time written as RFC 3339.',
    },
    ([text]) => parseTimestamp(text),
  ),
  defineFunction(
    {
      name: 'timestamp',
      params: ['number'],
      returns: 'timestamp',
      cost: COST.flat,
      doc: 'The point in time so many seconds after 1970.',
    },
    ([seconds]) => new Timestamp(nanosOf(seconds)),
  ),
  defineFunction(
    { name: 'timestamp', params: ['timestamp'], returns: 'timestamp', cost: COST.flat, doc: 'The same.' },
    ([value]) => value,
  ),
  defineFunction(
    {
      name: 'duration',
      params: ['string'],
      returns: 'duration',
      cost: (values) => 15 + COST.text(values),
      doc: 'A length of time such as `90s`, `1h30m`, `2d` or `500ms`.',
    },
    ([text]) => parseSpan(text),
  ),
  defineFunction(
    { name: 'duration', params: ['duration'], returns: 'duration', cost: COST.flat, doc: 'The same.' },
    ([value]) => value,
  ),
];

/** How a value reads inside text. */
function stringOf(value: Value): string {
  if (value instanceof TypeValue) return value.name;
  if (typeof value === 'object' && value !== null && !(value instanceof Uint)) {
    throw new ExpressionError('wrong-type', `string() takes a single value, not ${withArticle(typeOf(value))}.`, {
      hint: 'Use toJson(…), or join(", ") for a list.',
    });
  }
  return String(value);
}

function toInteger(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Uint) return checkInteger(value.value);
  if (typeof value === 'number') return integerOf(value);
  throw new ExpressionError('wrong-type', 'int() takes a number, text or a timestamp.');
}

function unsignedOf(value: number): bigint {
  if (value > -1 && value < 2 ** 64) return BigInt(Math.trunc(value));
  throw new ExpressionError('invalid-argument', 'The number does not fit into 64 bits without a sign.');
}

function parseInteger(text: string): bigint {
  if (/^[+-]?\d{1,19}$/.test(text)) return checkInteger(BigInt(text.replace(/^\+/, '')));
  throw new ExpressionError('invalid-argument', 'The text is not a whole number.');
}

function parseUnsigned(text: string): bigint {
  if (/^\+?\d{1,20}$/.test(text)) return BigInt(text.replace(/^\+/, ''));
  throw new ExpressionError('invalid-argument', 'The text is not a whole number without a sign.');
}

const SPECIAL_DOUBLES: Record<string, number> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '+Infinity': Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

function parseDouble(text: string): number {
  if (/^[+-]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?$/.test(text)) return Number(text);
  const special = Object.hasOwn(SPECIAL_DOUBLES, text) ? SPECIAL_DOUBLES[text] : undefined;
  if (special !== undefined) return special;
  throw new ExpressionError('invalid-argument', 'The text is not a number.');
}

const TRUE = ['true', 'TRUE', 'True', 't', '1'];
const FALSE = ['false', 'FALSE', 'False', 'f', '0'];

function parseBoolean(text: string): boolean {
  if (TRUE.includes(text)) return true;
  if (FALSE.includes(text)) return false;
  throw new ExpressionError('invalid-argument', 'The text is neither true nor false.');
}

function parseTimestamp(text: string): Timestamp {
  const nanos = parseMoment(text);
  if (nanos !== undefined) return new Timestamp(nanos);
  throw new ExpressionError('invalid-argument', 'The text is not a point in time.', {
    hint: 'RFC 3339 with a day that exists and a zone, such as 2026-01-31T09:00:00Z or 2026-01-31T10:00:00+01:00.',
  });
}

/** Seconds; of a double a fraction counts to the microsecond, which is what it holds exactly enough. */
function nanosOf(seconds: number | bigint | Uint): bigint {
  if (typeof seconds === 'bigint') return seconds * 1_000_000_000n;
  if (seconds instanceof Uint) return seconds.value * 1_000_000_000n;
  if (!Number.isFinite(seconds)) throw new ExpressionError('invalid-argument', 'The point in time is not a number.');
  return BigInt(Math.round(seconds * 1_000_000)) * 1000n;
}

const SPAN_UNITS: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};

function parseSpan(text: string): Span {
  const [, sign, parts] =
    /^([+-]?)((?:(?:\d{1,19}(?:\.\d{0,9})?|\.\d{1,9})(?:ns|us|µs|ms|s|m|h|d)){1,8})$/.exec(text) ?? [];
  if (parts === undefined) {
    throw new ExpressionError('invalid-argument', 'The text is not a duration.', {
      hint: 'Numbers with units: 500ms, 90s, 1h30m, 2d.',
    });
  }
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of parts.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|ms|s|m|h|d)/g)) {
    const size = SPAN_UNITS[unit] ?? 0n;
    total += BigInt(whole) * size + (BigInt(fraction.padEnd(9, '0')) * size) / 1_000_000_000n;
  }
  return new Span(sign === '-' ? -total : total);
}
