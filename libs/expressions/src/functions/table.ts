import { convertFunctions } from './convert.js';
import { listFunctions } from './lists.js';
import type { FunctionSpec } from './spec.js';
import { stringFunctions } from './strings.js';
import { timeFunctions } from './time.js';

/** Every function of the language, overload by overload, in the order they are tried. */
export const FUNCTIONS: readonly FunctionSpec[] = [
  ...convertFunctions,
  ...stringFunctions,
  ...listFunctions,
  ...timeFunctions,
];

/** What the parser expands or the evaluator treats itself; they have no overloads. */
export const MACROS: readonly { name: string; signature: string; doc: string }[] = [
  {
    name: 'has',
    signature: 'has(value.field): bool',
    doc: 'Whether the field is there; false also when something on the way to it is missing.',
  },
  { name: 'all', signature: 'list.all(x, condition): bool', doc: 'Whether the condition holds for every entry.' },
  { name: 'exists', signature: 'list.exists(x, condition): bool', doc: 'Whether the condition holds for some entry.' },
  {
    name: 'exists_one',
    signature: 'list.exists_one(x, condition): bool',
    doc: 'Whether the condition holds for exactly one entry.',
  },
  { name: 'filter', signature: 'list.filter(x, condition): list', doc: 'The entries for which the condition holds.' },
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
];

const byKey = new Map<string, FunctionSpec[]>();
const names = { methods: new Set<string>(), functions: new Set<string>() };
for (const spec of FUNCTIONS) {
  const key = keyOf(spec.name, spec.receiver !== undefined, spec.args.length);
  byKey.set(key, [...(byKey.get(key) ?? []), spec]);
  (spec.receiver === undefined ? names.functions : names.methods).add(spec.name);
}

/** The overloads of a function, or of a method, with so many arguments. */
export function overloadsOf(call: { name: string; method: boolean; arity: number }): readonly FunctionSpec[] {
  return byKey.get(keyOf(call.name, call.method, call.arity)) ?? [];
}

/** Names for suggestions. */
export function functionNames(method: boolean): string[] {
  const macros = MACROS.filter(({ name }) => (name === 'has') !== method).map(({ name }) => name);
  return [...(method ? names.methods : names.functions), ...macros];
}

function keyOf(name: string, method: boolean, arity: number): string {
  return `${method ? '.' : ''}${name}/${String(arity)}`;
}
