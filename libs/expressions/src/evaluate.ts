import { bool, type Environment } from './environment.js';
import { ExpressionError } from './errors.js';
import { FUNCTIONS, functionNames, isNamespace, overloadsOf } from './functions/table.js';
import { fits, parameterType } from './functions/spec.js';
import { isNumber } from './compare.js';
import { isMacroCall, runMacro } from './macros.js';
import { applyBinary, negate } from './operators.js';
import { MapBuilder, mapValue } from './maps.js';
import type { Node } from './syntax.js';
import { typeNamed } from './types.js';
import {
  assertAllowedName,
  isList,
  isMap,
  Optional,
  typeOf,
  withArticle,
  type Value,
  type ValueMap,
} from './values.js';
import { pathOf } from './guarded-paths.js';

/**
 * Evaluates a parsed expression. Every node costs a unit of the budget, and work that grows with the data costs more.
 * @throws {ExpressionError} with the place in the source.
 */
export function evaluateNode(node: Node, environment: Environment): Value {
  try {
    environment.budget.spend(1);
    const value = evaluate(node, environment);
    environment.observe?.(node, value);
    return value;
  } catch (error) {
    if (error instanceof ExpressionError) throw error.locate(environment.source, { start: node.start, end: node.end });
    throw error;
  }
}

function evaluate(node: Node, env: Environment): Value {
  switch (node.op) {
    case 'value':
      return node.args;
    case 'id':
      return nameInScope(node.args, env);
    case '.':
      return namespacedType(node, env) ?? field(evaluateNode(node.args[0], env), node.args[1]);
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
    case '?_':
      throw new ExpressionError('syntax', '? belongs before an entry of a list or a map.');
    case 'list':
      return node.args.flatMap((item) => entriesOf(item, env));
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
        : callsNamespace(node, env)
          ? call(
              `${node.args[1].args}.${node.args[0]}`,
              false,
              node.args[2].map((argument) => evaluateNode(argument, env)),
              env,
            )
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

function nameInScope(name: string, env: Environment): Value {
  const value = env.lookup(name);
  if (value !== undefined) return value;
  const type = typeNamed(name.replace(/^\./, ''));
  if (type) return type;
  throw new ExpressionError('unknown-name', `There is no name “${name}” here.`, {
    hint: `Known: ${env.names().join(', ')}.`,
  });
}

/** `google.protobuf.Timestamp` is the name of a type, unless something here is called `google`. */
function namespacedType(node: Node, env: Environment): Value | undefined {
  const path = pathOf(node);
  const type = path === undefined ? undefined : typeNamed(path.replace(/^\./, ''));
  return type && env.lookup(path?.split('.')[0] ?? '') === undefined ? type : undefined;
}

/** Whether `math.abs(…)` is a function’s name, and not a method of something called `math`. */
function callsNamespace(
  node: Extract<Node, { op: 'rcall' }>,
  env: Environment,
): node is Extract<Node, { op: 'rcall' }> & { args: [string, Extract<Node, { op: 'id' }>, Node[]] } {
  const [name, receiver] = node.args;
  return receiver.op === 'id' && isNamespace(receiver.args) && env.lookup(receiver.args) === undefined && name !== '';
}

function field(target: Value, name: string): Value {
  if (target instanceof Optional) return optionalField(target, name);
  if (!isMap(target)) {
    throw new ExpressionError(
      'wrong-type',
      `“.${name}” cannot be read: the value before it is ${withArticle(typeOf(target))}.`,
      {
        hint: `If it may be missing, write .?${name}.orValue(…).`,
      },
    );
  }
  const value = mapValue(target, name);
  if (value !== undefined) return value;
  throw new ExpressionError('no-such-field', `There is no field “${name}”.`, {
    hint: `If it may be missing, write .?${name}.orValue(…) or check with has(…).`,
  });
}

function element(target: Value, key: Value): Value {
  if (target instanceof Optional) return optionalField(target, key);
  if (isMap(target)) return typeof key === 'string' ? field(target, key) : keyed(target, key);
  if (!isList(target)) {
    throw new ExpressionError(
      'wrong-type',
      `[ ] cannot be applied to ${withArticle(typeOf(target))} with ${withArticle(typeOf(key))}.`,
    );
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

function keyed(target: ValueMap, key: Value): Value {
  const value = mapValue(target, key);
  if (value !== undefined) return value;
  const written = isNumber(key) || typeof key === 'boolean' ? String(key) : withArticle(typeOf(key));
  throw new ExpressionError('no-such-field', `The map has no name that is ${written}.`, {
    hint: 'If it may be missing, write [?…].orValue(…). Names of data are text: put them in quotes.',
  });
}

function indexOf(key: Value): number {
  if (isNumber(key) && Number.isInteger(Number(key))) return Number(key);
  throw new ExpressionError('wrong-type', `The position in a list is a whole number, not ${withArticle(typeOf(key))}.`);
}

/**
 * What `.?name` and `[?key]` give: an optional, empty when the field or anything before it is missing. Null counts as
 * missing, because vendors write null for what is not there; a text or a number has no fields at all, which is an error.
 */
function optionalField(target: Value, key: Value): Optional {
  const inner = target instanceof Optional ? target.value : target;
  if (typeof key === 'string') assertAllowedName(key);
  if (inner === undefined || inner === null) return Optional.none;
  const found = isMap(inner) ? mapValue(inner, key) : entryIfThere(inner, key);
  return found === undefined ? Optional.none : new Optional(found);
}

function entryIfThere(value: Value, key: Value): Value | undefined {
  if (isList(value)) return typeof key === 'string' ? undefined : value[indexOf(key)];
  const name = typeof key === 'string' ? `“${key.slice(0, 60)}”` : `[ ]`;
  throw new ExpressionError(
    'wrong-type',
    `${name} cannot be read: the value before it is ${withArticle(typeOf(value))}.`,
    {
      hint: 'Only maps and lists have fields.',
    },
  );
}

/** The value of an entry, or nothing for `?x` when the optional is empty. */
function entriesOf(node: Node, env: Environment): readonly Value[] {
  if (node.op !== '?_') return [evaluateNode(node, env)];
  const optional = evaluateNode(node.args, env);
  if (!(optional instanceof Optional)) {
    throw new ExpressionError(
      'wrong-type',
      `After ? belongs an optional value, not ${withArticle(typeOf(optional))}.`,
      {
        hint: 'Write .?field, or optional.of(…), or leave out the ?.',
      },
    );
  }
  return optional.value === undefined ? [] : [optional.value];
}

function mapLiteral(entries: readonly (readonly [Node, Node])[], env: Environment): Value {
  const map = new MapBuilder();
  for (const [keyNode, valueNode] of entries) {
    const optional = keyNode.op === '?_';
    const key = evaluateNode(optional ? keyNode.args : keyNode, env);
    const value: Node = optional ? { op: '?_', args: valueNode, start: keyNode.start, end: valueNode.end } : valueNode;
    for (const found of entriesOf(value, env)) map.add(key, found);
  }
  return map.build();
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
  const overload = overloads.find((spec) => values.every((value, index) => fits(value, parameterType(spec, index))));
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
