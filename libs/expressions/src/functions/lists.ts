import { jsonText } from '@jarvis/json';
import type { Budget } from '../budget.js';
import { ExpressionError } from '../errors.js';
import { compareValues, isNumber, valuesEqual } from '../compare.js';
import { mapKeys, mapSize } from '../maps.js';
import { applyBinary } from '../operators.js';
import { isList, Optional, typeOf, withArticle, type Value } from '../values.js';
import { toJsonValue } from '../json.js';
import { characterIndex } from './code-points.js';
import { COST, defineFunction, type FunctionSpec } from './spec.js';

export const listFunctions: readonly FunctionSpec[] = [
  ...sizes(),
  defineFunction(
    {
      name: 'join',
      method: true,
      params: ['list'],
      returns: 'string',
      cost: COST.entries,
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
      cost: COST.entries,
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
      cost: COST.entries,
      doc: 'The entries from one position up to another; positions past the end are fine.',
    },
    ([list, start, end]) => {
      if (start < 0 || end < start)
        throw new ExpressionError('invalid-argument', `slice(${String(start)}, ${String(end)}) is not a range.`);
      return list.slice(start, end);
    },
  ),
  defineFunction(
    {
      name: 'first',
      method: true,
      params: ['list'],
      returns: 'optional',
      cost: COST.flat,
      doc: 'The first entry, if there is one.',
    },
    ([list]) => optionalOf(list[0]),
  ),
  defineFunction(
    {
      name: 'last',
      method: true,
      params: ['list'],
      returns: 'optional',
      cost: COST.flat,
      doc: 'The last entry, if there is one.',
    },
    ([list]) => optionalOf(list.at(-1)),
  ),
  defineFunction(
    {
      name: 'reverse',
      method: true,
      params: ['list'],
      returns: 'list',
      cost: COST.entries,
      doc: 'The entries from last to first.',
    },
    ([list]) => [...list].reverse(),
  ),
  defineFunction(
    {
      name: 'sort',
      method: true,
      params: ['list'],
      returns: 'list',
      cost: COST.entries,
      doc: 'The entries in ascending order; all of one type.',
    },
    ([list], budget) => [...list].sort((a, b) => compareValues(a, b, budget)),
  ),
  defineFunction(
    {
      name: 'distinct',
      method: true,
      params: ['list'],
      returns: 'list',
      cost: COST.entries,
      doc: 'The entries without repetitions.',
    },
    ([list], budget) => {
      const kept: Value[] = [];
      for (const item of list) if (!kept.some((other) => valuesEqual(item, other, budget))) kept.push(item);
      return kept;
    },
  ),
  defineFunction(
    {
      name: 'sum',
      method: true,
      params: ['list'],
      returns: 'number',
      cost: COST.entries,
      doc: 'The sum of a list of numbers.',
    },
    ([list], budget) => sum(list, budget),
  ),
  defineFunction(
    {
      name: 'keys',
      method: true,
      params: ['map'],
      returns: 'list',
      cost: COST.entries,
      doc: 'The names of the fields, sorted.',
    },
    ([map], budget) => [...mapKeys(map)].sort((a, b) => compareValues(a, b, budget)),
  ),
  defineFunction(
    { name: 'toJson', params: ['any'], returns: 'string', cost: COST.flat, doc: 'The value written as JSON.' },
    ([value], budget) => {
      const text = jsonText(toJsonValue(value, budget));
      budget.spend(text.length >> 3);
      return text;
    },
  ),
];

function sizes(): FunctionSpec[] {
  return [true, false].flatMap((method) => [
    defineFunction(
      { name: 'size', method, params: ['string'], returns: 'int', cost: COST.characters, doc: 'How many characters.' },
      ([text]) => BigInt(characterIndex(text)),
    ),
    defineFunction(
      { name: 'size', method, params: ['bytes'], returns: 'int', cost: COST.flat, doc: 'How many bytes.' },
      ([bytes]) => BigInt(bytes.data.length),
    ),
    defineFunction(
      { name: 'size', method, params: ['list'], returns: 'int', cost: COST.flat, doc: 'How many entries.' },
      ([list]) => BigInt(list.length),
    ),
    defineFunction(
      { name: 'size', method, params: ['map'], returns: 'int', cost: COST.entries, doc: 'How many fields.' },
      ([map]) => BigInt(mapSize(map)),
    ),
  ]);
}

function join(list: readonly Value[], separator: string, budget: Budget): string {
  let characters = 0;
  const parts = list.map((item) => {
    if (typeof item !== 'string') {
      throw new ExpressionError(
        'wrong-type',
        `join works on a list of text; it holds ${isList(item) ? 'lists' : withArticle(typeOf(item))}.`,
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

function sum(list: readonly Value[], budget: Budget): Value {
  const [first, ...rest] = list;
  for (const item of list) {
    if (!isNumber(item)) {
      throw new ExpressionError('wrong-type', `sum works on numbers; the list holds ${withArticle(typeOf(item))}.`);
    }
  }
  return first === undefined ? 0n : rest.reduce((total, item) => applyBinary('+', total, item, budget), first);
}
