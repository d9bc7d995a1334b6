import type { Budget } from './budget.js';
import { ExpressionError } from './errors.js';
import { mapEntries, mapSize, mapValue } from './maps.js';
import {
  Bytes,
  isList,
  isMap,
  Optional,
  Span,
  Timestamp,
  typeOf,
  TypeValue,
  Uint,
  withArticle,
  type Value,
} from './values.js';

/** CEL equality: numbers by value whatever their type, lists and maps by content, different types unequal. */
export function valuesEqual(a: Value, b: Value, budget: Budget): boolean {
  budget.spend(1);
  if (isNumber(a) && isNumber(b)) return numeric(a) == numeric(b); // int, uint and double compare by value
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length !== b.length) return false;
    budget.spendText(a.length);
    return a === b;
  }
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((item, index) => valuesEqual(item, b[index] ?? null, budget));
  }
  if (a instanceof Bytes && b instanceof Bytes) return compareBytes(a, b, budget) === 0;
  if (a instanceof Timestamp && b instanceof Timestamp) return a.ns === b.ns;
  if (a instanceof Span && b instanceof Span) return a.ns === b.ns;
  if (a instanceof TypeValue && b instanceof TypeValue) return a.name === b.name;
  if (a instanceof Optional && b instanceof Optional) {
    return a.value === undefined || b.value === undefined ? a.value === b.value : valuesEqual(a.value, b.value, budget);
  }
  if (isMap(a) && isMap(b)) {
    const [size, other] = [mapSize(a), mapSize(b)];
    budget.spend(size + other); // counting the names of either walks over all of them
    return (
      size === other &&
      mapEntries(a).every(([key, value]) => {
        const found = mapValue(b, key);
        return found !== undefined && valuesEqual(value, found, budget);
      })
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
  if (isNumber(a) && isNumber(b)) return order(numeric(a), numeric(b));
  if (typeof a === 'string' && typeof b === 'string') {
    budget.spendText(Math.min(a.length, b.length));
    return compareText(a, b);
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Bytes && b instanceof Bytes) return compareBytes(a, b, budget);
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.ns, b.ns);
  if (a instanceof Span && b instanceof Span) return order(a.ns, b.ns);
  throw new ExpressionError(
    'wrong-type',
    `Between ${withArticle(typeOf(a))} and ${withArticle(typeOf(b))} there is no order.`,
    {
      hint: 'Compare values of one type; convert with int(…), double(…), timestamp(…) or string(…).',
    },
  );
}

export function isNumber(value: Value): value is number | bigint | Uint {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Uint;
}

/** A number that JavaScript compares by value with any other. */
function numeric(value: number | bigint | Uint): number | bigint {
  return value instanceof Uint ? value.value : value;
}

/** As CEL has it, an int and a double are ordered as doubles. */
function order(left: number | bigint, right: number | bigint): number {
  const [a, b] = typeof left === typeof right ? [left, right] : [Number(left), Number(right)];
  return a < b ? -1 : a > b ? 1 : a == b ? 0 : Number.NaN;
}

/** By code point, as CEL orders; JavaScript's own order differs where a character takes two units. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a.charCodeAt(index) === b.charCodeAt(index)) index++;
  if (index === length) return a.length - b.length;
  const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
  const [leftPaired, rightPaired] = [left >= 0xd800 && left <= 0xdfff, right >= 0xd800 && right <= 0xdfff];
  return leftPaired === rightPaired ? left - right : leftPaired ? 1 : -1;
}

function compareBytes({ data: a }: Bytes, { data: b }: Bytes, budget: Budget): number {
  const length = Math.min(a.length, b.length);
  budget.spendText(length);
  for (let index = 0; index < length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
