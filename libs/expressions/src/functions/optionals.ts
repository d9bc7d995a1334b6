import { ExpressionError } from '../errors.js';
import { isList, isMap, Optional, Span, Timestamp, Uint, Bytes, type Value } from '../values.js';
import { mapSize } from '../maps.js';
import { COST, defineFunction, type FunctionSpec } from './spec.js';

export const optionalFunctions: readonly FunctionSpec[] = [
  defineFunction(
    {
      name: 'optional.of',
      params: ['any'],
      returns: 'optional',
      cost: COST.flat,
      doc: 'An optional value that is there.',
    },
    ([value]) => new Optional(value),
  ),
  defineFunction(
    {
      name: 'optional.ofNonZeroValue',
      params: ['any'],
      returns: 'optional',
      cost: COST.entries,
      doc: 'An optional value; missing when it is empty text, 0, false, null, or an empty list or map.',
    },
    ([value]) => (isZero(value) ? Optional.none : new Optional(value)),
  ),
  defineFunction(
    {
      name: 'optional.none',
      params: [],
      returns: 'optional',
      cost: COST.flat,
      doc: 'An optional value that is missing.',
    },
    () => Optional.none,
  ),
  defineFunction(
    {
      name: 'hasValue',
      method: true,
      params: ['optional'],
      returns: 'bool',
      cost: COST.flat,
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
      cost: COST.flat,
      doc: 'The optional value; an error when it is missing.',
    },
    ([optional]) => {
      if (optional.value !== undefined) return optional.value;
      throw new ExpressionError('no-such-field', 'The optional value is missing.', { hint: 'Use .orValue(…).' });
    },
  ),
  ...[true, false].map((method) =>
    defineFunction(
      {
        name: method ? 'unwrapOpt' : 'optional.unwrap',
        method,
        params: ['list'],
        returns: 'list',
        cost: COST.entries,
        doc: 'The values of those optionals of the list that are there.',
      },
      ([list]) =>
        list.flatMap((item) => (item instanceof Optional ? (item.value === undefined ? [] : [item.value]) : [item])),
    ),
  ),
];

/** What a value of each type is before anything was said about it. */
function isZero(value: Value): boolean {
  if (isList(value)) return value.length === 0;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Bytes) return value.data.length === 0;
  if (value instanceof Span || value instanceof Timestamp) return value.ns === 0n;
  if (isMap(value)) return mapSize(value) === 0;
  return value === null || value === false || value === 0 || value === 0n || value === '';
}
