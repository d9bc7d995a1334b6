import { comprehension, comprehensionNamed, variableName } from './comprehensions.js';
import { withVariables, type Environment } from './environment.js';
import { ExpressionError } from './errors.js';
import { mapValue } from './maps.js';
import type { Node } from './syntax.js';
import { isMap, Optional, typeOf, withArticle, type Value } from './values.js';

export type Call = Extract<Node, { op: 'call' }>;
export type MethodCall = Extract<Node, { op: 'rcall' }>;

/** Calls whose arguments are not simply evaluated first. */
export function isMacroCall(node: Call | MethodCall): boolean {
  if (node.op === 'call') return node.args[0] === 'has' && node.args[1].length === 1;
  const [name, , args] = node.args;
  if (name === 'orValue' || name === 'or') return args.length === 1;
  if (name === 'optMap' || name === 'optFlatMap') return args.length === 2;
  return isBind(node) || comprehensionNamed(name, args) !== undefined;
}

/** `cel.bind(name, value, expression)`. */
export function isBind(node: MethodCall): boolean {
  const [name, receiver, args] = node.args;
  return name === 'bind' && receiver.op === 'id' && receiver.args === 'cel' && args.length === 3;
}

/** Evaluates a call for which {@link isMacroCall} holds. */
export function runMacro(node: Call | MethodCall, env: Environment): Value {
  if (node.op === 'call') return has(node.args[1][0], env);
  const [name, receiver, args] = node.args;
  if (isBind(node)) return bind(args, env);
  const value = env.evaluate(receiver, env);
  const [first, second] = args;
  if (first && (name === 'orValue' || name === 'or')) return orElse(name, value, first, env);
  if (first && second && (name === 'optMap' || name === 'optFlatMap'))
    return optionalMap(name, value, [first, second], env);
  const kind = comprehensionNamed(name, args);
  if (!kind) throw new ExpressionError('syntax', `${name} needs an argument.`);
  return comprehension(kind, value, env);
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
  return target !== undefined && isMap(target) ? mapValue(target, node.args[1]) : undefined;
}

function asOptional(name: string, value: Value): Optional {
  if (value instanceof Optional) return value;
  throw new ExpressionError(
    'wrong-type',
    `${name} belongs after an optional value, not ${withArticle(typeOf(value))}.`,
    {
      hint: 'Write .?field before it, not .field.',
    },
  );
}

function orElse(name: 'or' | 'orValue', value: Value, other: Node, env: Environment): Value {
  const optional = asOptional(name, value);
  if (optional.value !== undefined) return name === 'or' ? optional : optional.value;
  const instead = env.evaluate(other, env);
  return name === 'or' ? asOptional(name, instead) : instead;
}

/** `optional.optMap(x, …)` keeps what is missing missing; with optFlatMap the expression gives an optional itself. */
function optionalMap(
  name: 'optMap' | 'optFlatMap',
  value: Value,
  [variable, body]: readonly [Node, Node],
  env: Environment,
): Value {
  const optional = asOptional(name, value);
  if (optional.value === undefined) return Optional.none;
  const result = env.evaluate(body, withVariables(env, [[variableName(name, variable), optional.value]]));
  return name === 'optMap' ? new Optional(result) : asOptional(name, result);
}

function bind([variable, value, body]: readonly Node[], env: Environment): Value {
  if (!variable || !value || !body)
    throw new ExpressionError('syntax', 'cel.bind takes a name, a value and an expression.');
  const name = variableName('cel.bind', variable);
  return env.evaluate(body, withVariables(env, [[name, env.evaluate(value, env)]]));
}
