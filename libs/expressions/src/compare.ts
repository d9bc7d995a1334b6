import type { Budget } from './budget.js';
import { ExpressionError } from './errors.js';
import { isList, isMap, Optional, Span, Timestamp, typeOf, type Value } from './values.js';

/** CEL equality: numbers by value whatever their type, lists and maps by content, different types unequal. */
export function valuesEqual(a: Value, b: Value, budget: Budget): boolean {
  budget.spend(1);
  if (isNumber(a) && isNumber(b)) return a == b; // int and double compare by value
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length !== b.length) return false;
    budget.spendText(a.length);
    return a === b;
  }
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((item, index) => valuesEqual(item, b[index] ?? null, budget));
  }
  if (a instanceof Timestamp && b instanceof Timestamp) return a.ms === b.ms;
  if (a instanceof Span && b instanceof Span) return a.ms === b.ms;
  if (a instanceof Optional && b instanceof Optional) {
    return a.value === undefined || b.value === undefined ? a.value === b.value : valuesEqual(a.value, b.value, budget);
  }
  if (isMap(a) && isMap(b)) {
    const keys = Object.keys(a);
    budget.spend(keys.length);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && valuesEqual(a[key] ?? null, b[key] ?? null, budget))
    );
  }
  return a === b;
}

/**
 * Negative, zero or positive as `a` comes before, with or after `b`; NaN when they have no order (not a number).
 * @throws {ExpressionError} `wrong-type` for types without an order.
 */
export function compareValues(a: Value, b: Value, budget: Budget): number {
  budget.spend(1);
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : a == b ? 0 : Number.NaN; // int and double compare by value
  if (typeof a === 'string' && typeof b === 'string') {
    budget.spendText(Math.min(a.length, b.length));
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Timestamp && b instanceof Timestamp) return a.ms - b.ms;
  if (a instanceof Span && b instanceof Span) return a.ms - b.ms;
  throw new ExpressionError('wrong-type', `A ${typeOf(a)} and a ${typeOf(b)} have no order.`, {
    hint: 'Compare values of one type; convert with int(…), double(…), timestamp(…) or string(…).',
  });
}

export function isNumber(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
