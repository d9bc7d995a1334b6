import { bool, type Environment } from './environment.js';
import { ExpressionError } from './errors.js';
import { FUNCTIONS, functionNames, overloadsOf } from './functions/table.js';
import { fits } from './functions/spec.js';
import { isMacroCall, runMacro } from './macros.js';
import { applyBinary, negate } from './operators.js';
import type { Node } from './parse.js';
import { assertAllowedName, isList, isMap, Optional, ownField, typeOf, type Value } from './values.js';

/**
 * Evaluates a parsed expression. Every node costs a unit of the budget, and work that grows with the data costs more.
 * @throws {ExpressionError} with the place in the source.
 */
export function evaluateNode(node: Node, environment: Environment): Value {
  try {
    environment.budget.spend(1);
    return evaluate(node, environment);
  } catch (error) {
    if (error instanceof ExpressionError) throw error.locate(environment.source, { start: node.start, end: node.end });
    throw error;
  }
}

function evaluate(node: Node, env: Environment): Value {
  switch (node.op) {
    case 'value':
      return literal(node.args);
    case 'id':
      return nameInScope(node.args, env);
    case '.':
      return field(evaluateNode(node.args[0], env), node.args[1]);
    case '.?':
      return optionalField(evaluateNode(node.args[0], env), node.args[1]);
    case '[]':
      return element(evaluateNode(node.args[0], env), evaluateNode(node.args[1], env));
    case '[?]':
      return optionalField(evaluateNode(node.args[0], env), evaluateNode(node.args[1], env));
    case '!_':
      return !bool(evaluateNode(node.args, env), '!');
    case '-_':
      return negate(evaluateNode(node.args, env));
    case '&&':
      return logical(false, node.args, env);
    case '||':
      return logical(true, node.args, env);
    case '?:':
      return evaluateNode(
        bool(evaluateNode(node.args[0], env), 'the condition of ? :') ? node.args[1] : node.args[2],
        env,
      );
    case 'list':
      return node.args.map((item) => evaluateNode(item, env));
    case 'map':
      return mapLiteral(node.args, env);
    case 'call':
      return isMacroCall(node)
        ? runMacro(node, env)
        : call(
            node.args[0],
            false,
            node.args[1].map((argument) => evaluateNode(argument, env)),
            env,
          );
    case 'rcall':
      return isMacroCall(node)
        ? runMacro(node, env)
        : call(
            node.args[0],
            true,
            [node.args[1], ...node.args[2]].map((argument) => evaluateNode(argument, env)),
            env,
          );
    default:
      return applyBinary(node.op, evaluateNode(node.args[0], env), evaluateNode(node.args[1], env), env.budget);
  }
}

function literal(value: unknown): Value {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    default:
      return null; // the parser refuses every other literal
  }
}

function nameInScope(name: string, env: Environment): Value {
  const value = env.lookup(name);
  if (value !== undefined) return value;
  throw new ExpressionError('unknown-name', `There is no name “${name}” here.`, {
    hint: `Known: ${env.names().join(', ')}.`,
  });
}

function field(target: Value, name: string): Value {
  if (target instanceof Optional) return optionalField(target, name);
  if (!isMap(target)) {
    throw new ExpressionError('wrong-type', `“.${name}” cannot be read: the value before it is a ${typeOf(target)}.`, {
      hint: `If it may be missing, write .?${name}.orValue(…).`,
    });
  }
  const value = ownField(target, name);
  if (value !== undefined) return value;
  throw new ExpressionError('no-such-field', `There is no field “${name}”.`, {
    hint: `If it may be missing, write .?${name}.orValue(…) or check with has(…).`,
  });
}

function element(target: Value, key: Value): Value {
  if (target instanceof Optional) return optionalField(target, key);
  if (isMap(target) && typeof key === 'string') return field(target, key);
  if (!isList(target)) {
    throw new ExpressionError('wrong-type', `[ ] cannot be applied to a ${typeOf(target)} with a ${typeOf(key)}.`);
  }
  const value = target[indexOf(key)];
  if (value !== undefined) return value;
  throw new ExpressionError(
    'no-such-field',
    `The list has ${String(target.length)} entries; there is none at ${String(indexOf(key))}.`,
    {
      hint: 'The first is 0. If it may be missing, write [?0].orValue(…).',
    },
  );
}

function indexOf(key: Value): number {
  if ((typeof key === 'bigint' || typeof key === 'number') && Number.isInteger(Number(key))) return Number(key);
  throw new ExpressionError('wrong-type', `The position in a list is a whole number, not a ${typeOf(key)}.`);
}

/** What `.?name` and `[?key]` give: an optional, empty when the field or anything before it is missing. */
function optionalField(target: Value, key: Value): Optional {
  const inner = target instanceof Optional ? target.value : target;
  if (typeof key === 'string') assertAllowedName(key);
  const found =
    inner === undefined
      ? undefined
      : isMap(inner) && typeof key === 'string'
        ? ownField(inner, key)
        : isList(inner) && typeof key !== 'string'
          ? inner[indexOf(key)]
          : undefined;
  return found === undefined ? Optional.none : new Optional(found);
}

function mapLiteral(entries: readonly (readonly [Node, Node])[], env: Environment): Value {
  const map: Record<string, Value> = {};
  for (const [keyNode, valueNode] of entries) {
    const key = evaluateNode(keyNode, env);
    if (typeof key !== 'string')
      throw new ExpressionError('wrong-type', `Names in a map are text, not a ${typeOf(key)}.`, {
        hint: 'Put the name in quotes.',
      });
    assertAllowedName(key);
    map[key] = evaluateNode(valueNode, env);
  }
  return map;
}

/** `&&` and `||` as CEL has them: an operand that decides wins even when the other fails. */
function logical(deciding: boolean, [left, right]: readonly [Node, Node], env: Environment): boolean {
  const name = deciding ? '||' : '&&';
  let failure: ExpressionError;
  try {
    if (bool(evaluateNode(left, env), name) === deciding) return deciding;
    return bool(evaluateNode(right, env), name);
  } catch (error) {
    if (!(error instanceof ExpressionError) || error.code === 'too-expensive') throw error;
    env.budget.spendError();
    failure = error;
  }
  if (evaluateNode(right, env) === deciding) return deciding;
  throw failure;
}

function call(name: string, method: boolean, values: readonly Value[], env: Environment): Value {
  const overloads = overloadsOf({ name, method, arity: values.length - (method ? 1 : 0) });
  const overload = overloads.find(({ receiver, args }) =>
    [...(receiver === undefined ? [] : [receiver]), ...args].every((type, index) => fits(values[index] ?? null, type)),
  );
  if (overload) return overload.run(values, env.budget);
  const types = values.map(typeOf);
  const written = method ? `${types[0] ?? ''}.${name}(${types.slice(1).join(', ')})` : `${name}(${types.join(', ')})`;
  const exists = FUNCTIONS.some((spec) => spec.name === name);
  throw exists
    ? new ExpressionError('wrong-type', `${name} does not take these types: ${written}.`, {
        hint: 'Convert the values first.',
      })
    : new ExpressionError('unknown-function', `There is no function ${name}.`, {
        hint: `Known: ${functionNames(method).join(', ')}.`,
      });
}
