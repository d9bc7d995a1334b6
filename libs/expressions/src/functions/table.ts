import { bytesFunctions } from './bytes.js';
import { convertFunctions } from './convert.js';
import { listFunctions } from './lists.js';
import { numberFunctions } from './numbers.js';
import { optionalFunctions } from './optionals.js';
import type { FunctionSpec } from './spec.js';
import { stringFunctions } from './strings.js';
import { timeFunctions } from './time.js';

/** Every function of the language, overload by overload, in the order they are tried. */
export const FUNCTIONS: readonly FunctionSpec[] = [
  ...convertFunctions,
  ...numberFunctions,
  ...stringFunctions,
  ...bytesFunctions,
  ...listFunctions,
  ...optionalFunctions,
  ...timeFunctions,
];

/** What the parser expands or the evaluator treats itself; they have no overloads. */
export const MACROS: readonly { name: string; signature: string; doc: string }[] = [
  {
    name: 'has',
    signature: 'has(value.field): bool',
    doc: 'Whether the field is there; false also when something on the way to it is missing.',
  },
  {
    name: 'bind',
    signature: 'cel.bind(x, value, result): any',
    doc: 'The result, in which x stands for the value.',
  },
  { name: 'all', signature: 'list.all(x, condition): bool', doc: 'Whether the condition holds for every entry.' },
  { name: 'exists', signature: 'list.exists(x, condition): bool', doc: 'Whether the condition holds for some entry.' },
  {
    name: 'exists_one',
    signature: 'list.exists_one(x, condition): bool',
    doc: 'Whether the condition holds for exactly one entry.',
  },
  { name: 'filter', signature: 'list.filter(x, condition): list', doc: 'The entries for which the condition holds.' },
  { name: 'existsOne', signature: 'list.existsOne(x, condition): bool', doc: 'The same as exists_one.' },
  {
    name: 'transformList',
    signature: 'list.transformList(i, x, result): list',
    doc: 'The result for every position and entry, or every name and value of a map. With a condition before it, only where it holds. Two variables work with all, exists and existsOne too.',
  },
  {
    name: 'transformMap',
    signature: 'map.transformMap(k, x, result): map',
    doc: 'The map with the result in place of every value. With a condition before it, only where it holds.',
  },
  {
    name: 'transformMapEntry',
    signature: 'map.transformMapEntry(k, x, map): map',
    doc: 'One map out of the maps that are given for every entry.',
  },
  {
    name: 'map',
    signature: 'list.map(x, result): list',
    doc: 'The result for every entry. With three arguments, list.map(x, condition, result), only where the condition holds.',
  },
  {
    name: 'orValue',
    signature: 'optional.orValue(other): any',
    doc: 'The optional value, or the other when it is missing.',
  },
  {
    name: 'or',
    signature: 'optional.or(optional): optional',
    doc: 'The first of the two optionals that is there.',
  },
  {
    name: 'optMap',
    signature: 'optional.optMap(x, result): optional',
    doc: 'The result for the optional value; missing when it is missing.',
  },
  {
    name: 'optFlatMap',
    signature: 'optional.optFlatMap(x, optional): optional',
    doc: 'As optMap, with a result that is an optional itself.',
  },
];

const byKey = new Map<string, FunctionSpec[]>();
const names = { methods: new Set<string>(), functions: new Set<string>() };
for (const spec of FUNCTIONS) {
  const key = keyOf(spec.name, spec.receiver !== undefined, spec.args.length);
  byKey.set(key, [...(byKey.get(key) ?? []), spec]);
  (spec.receiver === undefined ? names.functions : names.methods).add(spec.name);
}

const variadic = FUNCTIONS.filter((spec) => spec.variadic);
const namespaces = new Set(FUNCTIONS.flatMap(({ name }) => (name.includes('.') ? [name.split('.')[0]] : [])));

/** The overloads of a function, or of a method, with so many arguments. */
export function overloadsOf(call: { name: string; method: boolean; arity: number }): readonly FunctionSpec[] {
  const exact = byKey.get(keyOf(call.name, call.method, call.arity));
  if (exact || call.method) return exact ?? [];
  return variadic.filter((spec) => spec.name === call.name && call.arity >= spec.args.length);
}

/** Whether functions are called `name.…`. */
export function isNamespace(name: string): boolean {
  return namespaces.has(name);
}

/** Names for suggestions. */
export function functionNames(method: boolean): string[] {
  const macros = MACROS.filter(({ name }) => (name === 'has' || name === 'bind') !== method).map(({ name }) => name);
  return [...(method ? names.methods : names.functions), ...macros];
}

function keyOf(name: string, method: boolean, arity: number): string {
  return `${method ? '.' : ''}${name}/${String(arity)}`;
}
