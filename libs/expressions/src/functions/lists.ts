import type { Budget } from '../budget.js';
import { ExpressionError } from '../errors.js';
import { compareValues, valuesEqual } from '../compare.js';
import { isList, Optional, typeOf, type Value } from '../values.js';
import { toJsonValue } from '../json.js';
import { defineFunction, type FunctionSpec } from './spec.js';

export const listFunctions: readonly FunctionSpec[] = [
  ...sizes(),
  defineFunction(
    {
      name: 'join',
      method: true,
      params: ['list'],
      returns: 'string',
      doc: 'The texts of the list, one after the other.',
    },
    ([list], budget) => join(list, '', budget),
  ),
  defineFunction(
    {
      name: 'join',
      method: true,
      params: ['list', 'string'],
      returns: 'string',
      doc: 'The texts of the list with a separator between.',
    },
    ([list, separator], budget) => join(list, separator, budget),
  ),
  defineFunction(
    {
      name: 'slice',
      method: true,
      params: ['list', 'int', 'int'],
      returns: 'list',
      doc: 'The entries from one position up to another; positions past the end are fine.',
    },
    ([list, start, end], budget) => {
      budget.spend(list.length >> 3);
      if (start < 0 || end < start)
        throw new ExpressionError('invalid-argument', `slice(${String(start)}, ${String(end)}) is not a range.`);
      return list.slice(start, end);
    },
  ),
  defineFunction(
    { name: 'first', method: true, params: ['list'], returns: 'optional', doc: 'The first entry, if there is one.' },
    ([list]) => optionalOf(list[0]),
  ),
  defineFunction(
    { name: 'last', method: true, params: ['list'], returns: 'optional', doc: 'The last entry, if there is one.' },
    ([list]) => optionalOf(list.at(-1)),
  ),
  defineFunction(
    { name: 'reverse', method: true, params: ['list'], returns: 'list', doc: 'The entries from last to first.' },
    ([list], budget) => {
      budget.spend(list.length >> 2);
      return [...list].reverse();
    },
  ),
  defineFunction(
    {
      name: 'sort',
      method: true,
      params: ['list'],
      returns: 'list',
      doc: 'The entries in ascending order; all of one type.',
    },
    ([list], budget) => {
      budget.spend(list.length);
      return [...list].sort((a, b) => compareValues(a, b, budget));
    },
  ),
  defineFunction(
    { name: 'distinct', method: true, params: ['list'], returns: 'list', doc: 'The entries without repetitions.' },
    ([list], budget) => {
      const kept: Value[] = [];
      for (const item of list) if (!kept.some((other) => valuesEqual(item, other, budget))) kept.push(item);
      return kept;
    },
  ),
  defineFunction(
    { name: 'sum', method: true, params: ['list'], returns: 'double', doc: 'The sum of a list of numbers.' },
    ([list], budget) => {
      budget.spend(list.length);
      return list.reduce<number>((total, item) => total + numberIn(item), 0);
    },
  ),
  defineFunction(
    { name: 'keys', method: true, params: ['map'], returns: 'list', doc: 'The names of the fields, sorted.' },
    ([map], budget) => {
      const keys = Object.keys(map);
      budget.spend(keys.length * 4);
      return keys.sort();
    },
  ),
  defineFunction(
    { name: 'toJson', params: ['any'], returns: 'string', doc: 'The value written as JSON.' },
    ([value], budget) => {
      const text = JSON.stringify(toJsonValue(value, budget));
      budget.spend(text.length >> 3);
      return text;
    },
  ),
  defineFunction(
    {
      name: 'hasValue',
      method: true,
      params: ['optional'],
      returns: 'bool',
      doc: 'Whether an optional value is there.',
    },
    ([optional]) => optional.value !== undefined,
  ),
  defineFunction(
    {
      name: 'value',
      method: true,
      params: ['optional'],
      returns: 'any',
      doc: 'The optional value; an error when it is missing.',
    },
    ([optional]) => {
      if (optional.value !== undefined) return optional.value;
      throw new ExpressionError('no-such-field', 'The optional value is missing.', { hint: 'Use .orValue(…).' });
    },
  ),
];

function sizes(): FunctionSpec[] {
  return [true, false].flatMap((method) => [
    defineFunction(
      { name: 'size', method, params: ['string'], returns: 'int', doc: 'How many characters.' },
      ([text], budget) => {
        budget.spend(text.length >> 3);
        // By code point, as CEL counts.
        return BigInt(Array.from(text).length);
      },
    ),
    defineFunction({ name: 'size', method, params: ['list'], returns: 'int', doc: 'How many entries.' }, ([list]) =>
      BigInt(list.length),
    ),
    defineFunction(
      { name: 'size', method, params: ['map'], returns: 'int', doc: 'How many fields.' },
      ([map], budget) => {
        const { length } = Object.keys(map);
        budget.spend(length);
        return BigInt(length);
      },
    ),
  ]);
}

function join(list: readonly Value[], separator: string, budget: Budget): string {
  budget.spend(list.length);
  let characters = 0;
  const parts = list.map((item) => {
    if (typeof item !== 'string') {
      throw new ExpressionError(
        'wrong-type',
        `join works on a list of text; it holds ${isList(item) ? 'lists' : `a ${typeOf(item)}`}.`,
        {
          hint: 'Convert the entries first: list.map(x, string(x)).join(", ").',
        },
      );
    }
    characters += item.length + separator.length;
    return item;
  });
  budget.spendText(characters);
  return parts.join(separator);
}

function optionalOf(value: Value | undefined): Optional {
  return value === undefined ? Optional.none : new Optional(value);
}

function numberIn(value: Value): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw new ExpressionError('wrong-type', `sum works on numbers; the list holds a ${typeOf(value)}.`);
}
