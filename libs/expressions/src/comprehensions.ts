import type { Budget } from './budget.js';
import { bool, withVariables, type Environment } from './environment.js';
import { ExpressionError } from './errors.js';
import { MapBuilder, mapEntries } from './maps.js';
import type { Node } from './syntax.js';
import { isList, isMap, typeOf, withArticle, type Value } from './values.js';

/** How many variables, and how many expressions after them, each comprehension takes. */
const FORMS: Record<string, readonly (readonly [variables: number, expressions: number])[]> = {
  all: [
    [1, 1],
    [2, 1],
  ],
  exists: [
    [1, 1],
    [2, 1],
  ],
  exists_one: [
    [1, 1],
    [2, 1],
  ],
  existsOne: [
    [1, 1],
    [2, 1],
  ],
  filter: [[1, 1]],
  map: [
    [1, 1],
    [1, 2],
  ],
  transformList: [
    [2, 1],
    [2, 2],
  ],
  transformMap: [
    [2, 1],
    [2, 2],
  ],
  transformMapEntry: [
    [2, 1],
    [2, 2],
  ],
};

export interface Comprehension {
  name: string;
  variables: readonly string[];
  /** Absent where every entry is taken. */
  condition?: Node;
  /** Absent where the entries themselves, or whether they are there, is the result. */
  result?: Node;
}

/** Reads a call as a comprehension; undefined when it is none. */
export function comprehensionNamed(name: string, args: readonly Node[]): Comprehension | undefined {
  const forms = Object.hasOwn(FORMS, name) ? (FORMS[name] ?? []) : [];
  const form = forms.find(([variables, expressions]) => variables + expressions === args.length);
  if (!form) return undefined;
  const [variables, expressions] = [args.slice(0, form[0]), args.slice(form[0])];
  const gives = name === 'map' || name.startsWith('transform');
  const [condition, result] = !gives
    ? expressions
    : expressions.length === 2
      ? expressions
      : [undefined, expressions[0]];
  return {
    name,
    variables: variables.map((variable) => variableName(name, variable)),
    ...(condition ? { condition } : {}),
    ...(result ? { result } : {}),
  };
}

/** The name that a comprehension gives to an entry. */
export function variableName(name: string, node: Node): string {
  if (node.op === 'id' && !node.args.startsWith('.')) return node.args;
  throw new ExpressionError('syntax', `${name} takes a name for the entry first, such as list.${name}(x, …).`);
}

/** One entry: what the variables stand for. */
type Entry = readonly [Value] | readonly [Value, Value];

export function comprehension(kind: Comprehension, range: Value, env: Environment): Value {
  const { name, condition, result } = kind;
  const entries = entriesOf(kind, range);
  env.budget.spend(entries.length);
  const evaluateFor = (expression: Node, entry: Entry): Value =>
    env.evaluate(
      expression,
      withVariables(
        env,
        kind.variables.map((variable, index) => [variable, entry[index] ?? null]),
      ),
    );
  const holds = (entry: Entry): boolean =>
    condition === undefined || bool(evaluateFor(condition, entry), `the condition of ${name}`);

  switch (name) {
    case 'all':
      return !quantify(entries, env.budget, (entry) => !holds(entry));
    case 'exists':
      return quantify(entries, env.budget, holds);
    case 'exists_one':
    case 'existsOne':
      return entries.filter(holds).length === 1;
    case 'filter':
      return entries.filter(holds).map(([item]) => item);
    case 'transformMap':
    case 'transformMapEntry':
      return transformedMap(kind, entries.filter(holds), evaluateFor);
    default:
      return entries.filter(holds).map((entry) => (result ? evaluateFor(result, entry) : entry[0]));
  }
}

function transformedMap(
  { name, result }: Comprehension,
  entries: readonly Entry[],
  evaluateFor: (expression: Node, entry: Entry) => Value,
): Value {
  const map = new MapBuilder();
  for (const entry of entries) {
    if (!result) continue;
    const value = evaluateFor(result, entry);
    if (name === 'transformMap') map.add(entry[0], value);
    else if (isMap(value)) for (const [key, item] of mapEntries(value)) map.add(key, item);
    else throw new ExpressionError('wrong-type', `transformMapEntry gives a map, not ${withArticle(typeOf(value))}.`);
  }
  return map.build();
}

/** Whether the test holds for some entry; as in CEL an entry that decides wins over one that fails. */
function quantify(entries: readonly Entry[], budget: Budget, test: (entry: Entry) => boolean): boolean {
  let failure: ExpressionError | undefined;
  for (const entry of entries) {
    try {
      if (test(entry)) return true;
    } catch (error) {
      if (!(error instanceof ExpressionError) || error.code === 'too-expensive') throw error;
      budget.spendError();
      failure ??= error;
    }
  }
  if (failure) throw failure;
  return false;
}

/** Entries of a list with their positions, and of a map with their names, when there are two variables. */
function entriesOf({ name, variables }: Comprehension, range: Value): readonly Entry[] {
  const both = variables.length === 2;
  if (isList(range)) return range.map((item, index): Entry => (both ? [BigInt(index), item] : [item]));
  if (isMap(range)) return mapEntries(range).map(([key, value]): Entry => (both ? [key, value] : [key]));
  throw new ExpressionError(
    'wrong-type',
    `${name} goes over a list or the names of a map, not ${withArticle(typeOf(range))}.`,
  );
}
