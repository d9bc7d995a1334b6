import type { Checker } from './check.js';
import { comprehensionNamed, variableName } from './comprehensions.js';
import type { Call, MethodCall } from './macros.js';
import { ANY, shapeOfType, typeOfShape, type Shape } from './shape.js';
import { withArticle } from './values.js';

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
      message: `${name} belongs after an optional value, not ${withArticle(typeOfShape(shape))}.`,
      hint: 'Write .?field before it, not .field.',
    });
  }
  if (name === 'or') return shape;
  const inner = shape.kind === 'optional' ? shape.of : ANY;
  return inner.kind === 'scalar' && typeOfShape(otherShape) === inner.type ? shapeOfType(inner.type) : ANY;
}

/** `a.?b.optMap(x, …)`. */
export function checkOptionalMap(checker: Checker, node: MethodCall): Shape {
  const [name, receiver, [variable, body]] = node.args;
  const shape = checker.infer(receiver);
  if (!variable || !body) return ANY; // it has two, or it would be no macro
  if (shape.kind !== 'optional' && shape.kind !== 'any') {
    return checker.report(node, {
      code: 'wrong-type',
      message: `${name} belongs after an optional value, not ${withArticle(typeOfShape(shape))}.`,
      hint: 'Write .?field before it, not .field.',
    });
  }
  const value = shape.kind === 'optional' ? shape.of : ANY;
  const result = checker.withVariable(variableName(name, variable), value).infer(body);
  return name === 'optMap' ? { kind: 'optional', of: result } : result;
}

/** `cel.bind(x, value, …)`. */
export function checkBind(checker: Checker, node: MethodCall): Shape {
  const [variable, value, body] = node.args[2];
  if (!variable || !value || !body) return ANY; // it has three, or it would be no macro
  return checker.withVariable(variableName('cel.bind', variable), checker.infer(value)).infer(body);
}

/** `list.map(x, …)` and its kin. */
export function checkComprehension(checker: Checker, node: MethodCall): Shape {
  const [name, receiver, args] = node.args;
  const kind = comprehensionNamed(name, args);
  const range = checker.infer(receiver);
  if (range.kind === 'scalar' || range.kind === 'optional') {
    return checker.report(node, {
      code: 'wrong-type',
      message: `${name} goes over a list or the names of a map, not ${withArticle(typeOfShape(range))}.`,
      ...(range.kind === 'optional' ? { hint: 'Add .orValue([]) before it.' } : {}),
    });
  }
  if (!kind) return ANY; // it is one, or it would be no macro
  const names: Shape = range.kind === 'object' ? shapeOfType('any') : range.kind === 'list' ? shapeOfType('int') : ANY;
  const item: Shape = range.kind === 'list' ? range.items : ANY;
  const shapes = kind.variables.length === 2 ? [names, item] : [range.kind === 'list' ? item : names];
  const inner = kind.variables.reduce(
    (scope, variable, index) => scope.withVariable(variable, shapes[index] ?? ANY),
    checker,
  );
  if (kind.condition) inner.expect(kind.condition, 'bool', `the condition of ${name}`);
  const result = kind.result ? inner.infer(kind.result) : ANY;
  if (name === 'transformMap' || name === 'transformMapEntry') return shapeOfType('map');
  if (kind.result) return { kind: 'list', items: result };
  return name === 'filter' ? { kind: 'list', items: item } : shapeOfType('bool');
}
