import type { Budget } from './budget.js';
import { ExpressionError } from './errors.js';
import { compareValues, isNumber, valuesEqual } from './compare.js';
import { checkInteger } from './functions/convert.js';
import { isList, isMap, ownField, Span, Timestamp, typeOf, type Value } from './values.js';

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
  if (value instanceof Span) return new Span(-value.ms);
  throw new ExpressionError('wrong-type', `- cannot be applied to a ${typeOf(value)}.`);
}

function isIn(item: Value, collection: Value, budget: Budget): boolean {
  if (isList(collection)) return collection.some((other) => valuesEqual(item, other, budget));
  if (isMap(collection)) return typeof item === 'string' && ownField(collection, item) !== undefined;
  throw new ExpressionError('wrong-type', `“in” looks into a list or a map, not a ${typeOf(collection)}.`, {
    hint: 'For text use text.contains("part").',
  });
}

function calculate(operator: ArithmeticOperator, left: Value, right: Value, budget: Budget): Value {
  if (typeof left === 'bigint' && typeof right === 'bigint') return checkInteger(wholeNumbers(operator, left, right));
  if (isNumber(left) && isNumber(right)) return doubles(operator, Number(left), Number(right));
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') {
      budget.spendText(left.length + right.length);
      return left + right;
    }
    if (isList(left) && isList(right)) {
      budget.spend((left.length + right.length) >> 2);
      return [...left, ...right];
    }
    if (left instanceof Timestamp && right instanceof Span) return new Timestamp(left.ms + right.ms);
    if (left instanceof Span && right instanceof Timestamp) return new Timestamp(left.ms + right.ms);
    if (left instanceof Span && right instanceof Span) return new Span(left.ms + right.ms);
  }
  if (operator === '-') {
    if (left instanceof Timestamp && right instanceof Timestamp) return new Span(left.ms - right.ms);
    if (left instanceof Timestamp && right instanceof Span) return new Timestamp(left.ms - right.ms);
    if (left instanceof Span && right instanceof Span) return new Span(left.ms - right.ms);
  }
  throw new ExpressionError(
    'wrong-type',
    `${operator} cannot be applied to a ${typeOf(left)} and a ${typeOf(right)}.`,
    {
      hint:
        typeof left === 'string' || typeof right === 'string'
          ? 'Convert with string(…), or put the value in its own ${{ }}.'
          : 'Convert one of them first.',
    },
  );
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
      return left % right;
  }
}
