import type { Checker } from './check.js';
import type { Node } from './parse.js';
import { ANY, shapeOfType, typeOfShape, type Shape } from './shape.js';

type Call = Extract<Node, { op: 'call' }>;
type MethodCall = Extract<Node, { op: 'rcall' }>;

/** `has(a.b.c)`: the names must exist, the last field need not. */
export function checkHas(checker: Checker, node: Call): Shape {
  const [target] = node.args[1];
  if (target?.op !== '.' && target?.op !== '.?') {
    checker.report(node, { code: 'syntax', message: 'has() takes a field, such as has(event.issue).' });
  } else {
    checker.field(target, checker.infer(target.args[0]), target.args[1], true);
  }
  return shapeOfType('bool');
}

/** `a.?b.orValue(c)` and `a.?b.or(c.?d)`. */
export function checkOrValue(checker: Checker, node: MethodCall): Shape {
  const [name, receiver, [other]] = node.args;
  const shape = checker.infer(receiver);
  const otherShape = other ? checker.infer(other) : ANY;
  if (shape.kind !== 'optional' && shape.kind !== 'any') {
    return checker.report(node, {
      code: 'wrong-type',
      message: `${name} belongs after an optional value, not a ${typeOfShape(shape)}.`,
      hint: 'Write .?field before it, not .field.',
    });
  }
  if (name === 'or') return shape;
  const inner = shape.kind === 'optional' ? shape.of : ANY;
  return inner.kind === 'scalar' && typeOfShape(otherShape) === inner.type ? inner : ANY;
}

/** `list.map(x, …)` and its kin. */
export function checkComprehension(checker: Checker, node: MethodCall): Shape {
  const [name, receiver, args] = node.args;
  const range = checker.infer(receiver);
  if (range.kind === 'scalar' || range.kind === 'optional') {
    return checker.report(node, {
      code: 'wrong-type',
      message: `${name} goes over a list or the names of a map, not a ${typeOfShape(range)}.`,
      ...(range.kind === 'optional' ? { hint: 'Add .orValue([]) before it.' } : {}),
    });
  }
  const item: Shape = range.kind === 'list' ? range.items : range.kind === 'object' ? shapeOfType('string') : ANY;
  const [variable, body, transform] = args;
  if (variable?.op !== 'id' || !body) return ANY; // the parser has refused it
  const inner = checker.withVariable(variable.args, item);
  if (name === 'map' && !transform) return { kind: 'list', items: inner.infer(body) };
  inner.expect(body, 'bool', `the condition of ${name}`);
  if (transform) return { kind: 'list', items: inner.infer(transform) };
  return name === 'filter' ? { kind: 'list', items: item } : shapeOfType('bool');
}
