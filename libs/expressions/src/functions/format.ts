import type { Budget } from '../budget.js';
import { isNumber } from '../compare.js';
import { ExpressionError } from '../errors.js';
import { mapEntries } from '../maps.js';
import { textOfUtf8, utf8Of } from '../utf8.js';
import { Bytes, isList, isMap, Optional, typeOf, TypeValue, Uint, withArticle, type Value } from '../values.js';

const MAX_PRECISION = 99;

/** Replaces the clauses of a text as CEL's strings extension has it. */
export function format(text: string, values: readonly Value[], budget: Budget): string {
  let next = 0;
  return text.replace(
    /%(?:(%)|(?:\.(\d{1,3}))?([^]|$))/gu,
    (whole: string, percent: string | undefined, precision: string | undefined, clause = '') => {
      if (percent !== undefined) return '%';
      const value = values[next];
      if (value === undefined) {
        throw new ExpressionError(
          'invalid-argument',
          `format has no entry for clause ${String(next + 1)}: “${whole}”.`,
          { hint: 'Give the list as many entries as there are clauses.' },
        );
      }
      next++;
      const digits = precision === undefined ? undefined : Number(precision);
      const written = writeClause(String(clause), digits, value, budget);
      budget.spend(4 + (written.length >> 4));
      return written;
    },
  );
}

function writeClause(clause: string, precision: number | undefined, value: Value, budget: Budget): string {
  switch (clause) {
    case 's':
      return plainText(value, budget, 0);
    case 'd':
      return special(value) ?? String(wholeNumber(clause, value));
    case 'b':
      return typeof value === 'boolean' ? (value ? '1' : '0') : wholeNumber(clause, value).toString(2);
    case 'o':
      return wholeNumber(clause, value).toString(8);
    case 'x':
      return hexadecimal(value, budget);
    case 'X':
      return hexadecimal(value, budget).toUpperCase();
    case 'f':
      return special(value) ?? fixedPoint(anyNumber(clause, value), precisionOf(precision));
    case 'e':
      return special(value) ?? exponential(anyNumber(clause, value), precisionOf(precision));
    default:
      throw new ExpressionError('invalid-argument', `format knows no clause %${clause}.`, {
        hint: 'There are %s, %d, %f, %e, %b, %o, %x and %X; a percent sign itself is %%.',
      });
  }
}

function precisionOf(precision = 6): number {
  if (precision <= MAX_PRECISION) return precision;
  throw new ExpressionError(
    'invalid-argument',
    `format writes at most ${String(MAX_PRECISION)} digits after the point.`,
  );
}

/** How a value reads where only text fits, such as for `%s`. */
function plainText(value: Value, budget: Budget, depth: number): string {
  budget.spend(1);
  if (depth > 64) throw new ExpressionError('too-complex', 'The value is nested too deeply.');
  if (typeof value === 'string') return value;
  if (value instanceof TypeValue) return value.name;
  if (value instanceof Bytes) {
    budget.spend(value.data.length >> 2);
    return textOfUtf8(value.data) ?? '\ufffd'.repeat(value.data.length);
  }
  if (isList(value)) return `[${value.map((item) => plainText(item, budget, depth + 1)).join(', ')}]`;
  if (value instanceof Optional) throw cannotWrite('s', value);
  budget.spendDigits(value);
  if (!isMap(value)) return special(value) ?? String(value);
  const entries = mapEntries(value).map(([key, item]) => [plainText(key, budget, depth), item] as const);
  budget.spend(entries.length * 2);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, item]) => `${key}: ${plainText(item, budget, depth + 1)}`).join(', ')}}`;
}

function special(value: Value): string | undefined {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : undefined;
}

/** Numbers of data are doubles; one without a fraction counts as whole. */
function wholeNumber(clause: string, value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Uint) return value.value;
  if (typeof value === 'number' && Number.isInteger(value) && (clause === 'd' || Number.isSafeInteger(value)))
    return BigInt(value);
  throw cannotWrite(clause, value);
}

function anyNumber(clause: string, value: Value): number {
  if (isNumber(value)) return Number(value);
  throw cannotWrite(clause, value);
}

function hexadecimal(value: Value, budget: Budget): string {
  if (typeof value !== 'string' && !(value instanceof Bytes)) return wholeNumber('x', value).toString(16);
  const bytes = typeof value === 'string' ? utf8Of(value) : value.data;
  budget.spend(bytes.length >> 2);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** With so many digits after the point; halves go to the even neighbour, as IEEE 754 rounds. */
function fixedPoint(value: number, digits: number): string {
  if (Math.abs(value) >= 1e21) return `${String(BigInt(value))}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  const exact = value.toFixed(100);
  const cut = exact.length - 100 + digits;
  const halfway = /^50*$/.test(exact.slice(cut));
  const lower = exact.slice(0, cut).replace(/\.$/, '');
  return halfway && Number(lower.at(-1)) % 2 === 0 ? lower : value.toFixed(digits);
}

/** As C writes it: at least two digits in the exponent. */
function exponential(value: number, digits: number): string {
  return value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
}

function cannotWrite(clause: string, value: Value): ExpressionError {
  return new ExpressionError('wrong-type', `%${clause} cannot write ${withArticle(typeOf(value))}.`, {
    hint: 'Use %s for any value, or convert it first.',
  });
}
