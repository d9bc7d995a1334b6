import type { Budget } from './budget.js';
import { ExpressionError } from './errors.js';
import { bool, type Environment } from './environment.js';
import type { Node } from './parse.js';
import { isList, isMap, Optional, ownField, typeOf, type Value } from './values.js';

type Call = Extract<Node, { op: 'call' | 'rcall' }>;

const COMPREHENSIONS: Record<string, readonly number[]> = {
  all: [2],
  exists: [2],
  exists_one: [2],
  filter: [2],
  map: [2, 3],
};

/** Calls whose arguments are not simply evaluated first. */
export function isMacroCall(node: Call): boolean {
  if (node.op === 'call') return node.args[0] === 'has' && node.args[1].length === 1;
  const [name, , args] = node.args;
  if (name === 'orValue' || name === 'or') return args.length === 1;
  return comprehensionArities(name).includes(args.length);
}

/** How many arguments a comprehension of this name can have; none when it is no comprehension. */
function comprehensionArities(name: string): readonly number[] {
  return Object.hasOwn(COMPREHENSIONS, name) ? (COMPREHENSIONS[name] ?? []) : [];
}

/** Evaluates a call for which {@link isMacroCall} holds. */
export function runMacro(node: Call, env: Environment): Value {
  if (node.op === 'call') return has(node.args[1][0], env);
  const [name, receiver, args] = node.args;
  const [first] = args;
  if (first === undefined) throw new ExpressionError('syntax', `${name} needs an argument.`);
  if (name === 'orValue' || name === 'or') return orElse(name, env.evaluate(receiver, env), first, env);
  return comprehension(name, env.evaluate(receiver, env), args, env);
}

/** False when the field, or anything on the way to it, is missing. */
function has(target: Node | undefined, env: Environment): boolean {
  if (target?.op !== '.' && target?.op !== '.?') {
    throw new ExpressionError('syntax', 'has() takes a field, such as has(event.issue).');
  }
  return presence(target, env) !== undefined;
}

function presence(node: Node, env: Environment): Value | undefined {
  if (node.op !== '.' && node.op !== '.?') {
    const value = env.evaluate(node, env);
    return value instanceof Optional ? value.value : value;
  }
  env.budget.spend(1);
  const target = presence(node.args[0], env);
  return target !== undefined && isMap(target) ? ownField(target, node.args[1]) : undefined;
}

function orElse(name: 'or' | 'orValue', optional: Value, other: Node, env: Environment): Value {
  if (!(optional instanceof Optional)) {
    throw new ExpressionError('wrong-type', `${name} belongs after an optional value, not a ${typeOf(optional)}.`, {
      hint: 'Write .?field before it, not .field.',
    });
  }
  if (optional.value === undefined) return env.evaluate(other, env);
  return name === 'or' ? optional : optional.value;
}

function comprehension(name: string, range: Value, args: readonly Node[], env: Environment): Value {
  const [variable, body, transform] = args;
  if (variable?.op !== 'id' || !body)
    throw new ExpressionError('syntax', `${name} takes a variable and an expression: list.${name}(x, …).`);
  const items = itemsOf(range, name);
  env.budget.spend(items.length);
  const evaluateFor = (expression: Node, item: Value): Value =>
    env.evaluate(expression, withVariable(env, variable.args, item));
  const holds = (item: Value): boolean => bool(evaluateFor(body, item), `the condition of ${name}`);

  switch (name) {
    case 'all':
      return !quantify(items, env.budget, (item) => !holds(item));
    case 'exists':
      return quantify(items, env.budget, holds);
    case 'exists_one':
      return items.filter(holds).length === 1;
    case 'filter':
      return items.filter(holds);
    default:
      return transform
        ? items.filter(holds).map((item) => evaluateFor(transform, item))
        : items.map((item) => evaluateFor(body, item));
  }
}

/** Whether the test holds for some item; as in CEL an item that decides wins over one that fails. */
function quantify(items: readonly Value[], budget: Budget, test: (item: Value) => boolean): boolean {
  let failure: ExpressionError | undefined;
  for (const item of items) {
    try {
      if (test(item)) return true;
    } catch (error) {
      if (!(error instanceof ExpressionError) || error.code === 'too-expensive') throw error;
      budget.spendError();
      failure ??= error;
    }
  }
  if (failure) throw failure;
  return false;
}

function itemsOf(range: Value, name: string): readonly Value[] {
  if (isList(range)) return range;
  if (isMap(range)) return Object.keys(range);
  throw new ExpressionError('wrong-type', `${name} goes over a list or the names of a map, not a ${typeOf(range)}.`);
}

function withVariable(env: Environment, name: string, value: Value): Environment {
  return {
    ...env,
    lookup: (wanted) => (wanted === name ? value : env.lookup(wanted)),
    names: () => [name, ...env.names()],
  };
}
