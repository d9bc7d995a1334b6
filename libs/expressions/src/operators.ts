import type { Budget } from './budget.js';
import { ExpressionError } from './errors.js';
import { compareValues, isNumber, valuesEqual } from './compare.js';
import { mapValue } from './maps.js';
import {
  Bytes,
  isList,
  isMap,
  MAX_INT,
  MIN_INT,
  Span,
  Timestamp,
  typeOf,
  Uint,
  withArticle,
  type Value,
} from './values.js';

type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
export type BinaryOperator = ArithmeticOperator | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';

/** Applies a binary operator. Whole numbers stay whole; one with a fraction makes the result a double. */
export function applyBinary(operator: BinaryOperator, left: Value, right: Value, budget: Budget): Value {
  switch (operator) {
    case '==':
      return valuesEqual(left, right, budget);
    case '!=':
      return !valuesEqual(left, right, budget);
    case '<':
      return compareValues(left, right, budget) < 0;
    case '<=':
      return compareValues(left, right, budget) <= 0;
    case '>':
      return compareValues(left, right, budget) > 0;
    case '>=':
      return compareValues(left, right, budget) >= 0;
    case 'in':
      return isIn(left, right, budget);
    default:
      return calculate(operator, left, right, budget);
  }
}

/** Applies `-`. */
export function negate(value: Value): Value {
  if (typeof value === 'bigint') return checkInteger(-value);
  if (typeof value === 'number') return -value;
  if (value instanceof Span) return new Span(-value.ns);
  throw new ExpressionError('wrong-type', `- cannot be applied to ${withArticle(typeOf(value))}.`);
}

function isIn(item: Value, collection: Value, budget: Budget): boolean {
  if (isList(collection)) return collection.some((other) => valuesEqual(item, other, budget));
  if (isMap(collection)) return mapValue(collection, item) !== undefined;
  throw new ExpressionError('wrong-type', `“in” looks into a list or a map, not ${withArticle(typeOf(collection))}.`, {
    hint: 'For text use text.contains("part").',
  });
}

function calculate(operator: ArithmeticOperator, left: Value, right: Value, budget: Budget): Value {
  if (left instanceof Uint && right instanceof Uint) return new Uint(wholeNumbers(operator, left.value, right.value));
  if (isNumber(left) && isNumber(right) && !(left instanceof Uint) && !(right instanceof Uint)) {
    return numbers(operator, left, right);
  }
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') {
      budget.spendText(left.length + right.length);
      return left + right;
    }
    if (isList(left) && isList(right)) {
      budget.spend((left.length + right.length) >> 2);
      return [...left, ...right];
    }
    if (left instanceof Bytes && right instanceof Bytes) {
      budget.spendText(left.data.length + right.data.length);
      return new Bytes(Uint8Array.from([...left.data, ...right.data]));
    }
    if (left instanceof Timestamp && right instanceof Span) return new Timestamp(left.ns + right.ns);
    if (left instanceof Span && right instanceof Timestamp) return new Timestamp(left.ns + right.ns);
    if (left instanceof Span && right instanceof Span) return new Span(left.ns + right.ns);
  }
  if (operator === '-') {
    if (left instanceof Timestamp && right instanceof Timestamp) return new Span(left.ns - right.ns);
    if (left instanceof Timestamp && right instanceof Span) return new Timestamp(left.ns - right.ns);
    if (left instanceof Span && right instanceof Span) return new Span(left.ns - right.ns);
  }
  throw new ExpressionError(
    'wrong-type',
    `${operator} cannot be applied to ${withArticle(typeOf(left))} and ${withArticle(typeOf(right))}.`,
    {
      hint:
        typeof left === 'string' || typeof right === 'string'
          ? 'Convert with string(…), or put the value in its own ${{ }}.'
          : 'Convert one of them first.',
    },
  );
}

/** Whole numbers stay whole; a number with a fraction, or one of data, makes the result a double. */
function numbers(operator: ArithmeticOperator, left: number | bigint, right: number | bigint): Value {
  if (typeof left === 'bigint' && typeof right === 'bigint') return checkInteger(wholeNumbers(operator, left, right));
  // A whole number of data counts as whole beside one that a double cannot hold: no digit gets lost.
  if (
    operator !== '/' &&
    [left, right].every(isWhole) &&
    [left, right].some((value) => !Number.isSafeInteger(Number(value)))
  ) {
    return checkInteger(wholeNumbers(operator, BigInt(left), BigInt(right)));
  }
  return doubles(operator, Number(left), Number(right));
}

function isWhole(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

/** @throws {ExpressionError} when the result does not fit into 64 bits. */
export function checkInteger(value: bigint): bigint {
  if (value <= MAX_INT && value >= MIN_INT) return value;
  throw new ExpressionError('invalid-argument', 'The whole number does not fit into 64 bits.', {
    hint: 'Use decimal numbers, such as 1.0.',
  });
}

function wholeNumbers(operator: ArithmeticOperator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / notZero(right);
    case '%':
      return left % notZero(right);
  }
}

function notZero(value: bigint): bigint {
  if (value !== 0n) return value;
  throw new ExpressionError('invalid-argument', 'Division by zero.', {
    hint: 'Check the divisor first: x == 0 ? 0 : y / x.',
  });
}

function doubles(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      if (Number.isInteger(left) && Number.isInteger(right)) return left % right;
      throw new ExpressionError('wrong-type', '% needs whole numbers.', { hint: 'Use int(…) or round(…) first.' });
  }
}
