import type { Checker } from './check.js';
import { whyNeverWorks } from './check-constants.js';
import { parameterType, type FunctionSpec } from './functions/spec.js';
import { functionNames, isNamespace, overloadsOf } from './functions/table.js';
import { ANY, asSeen, shapeOfType, typeOfShape, type Shape } from './shape.js';
import { fitsStatically } from './static-types.js';
import type { Node } from './syntax.js';
import { withArticle } from './values.js';

type Calling = Extract<Node, { op: 'call' | 'rcall' }>;

interface Called {
  name: string;
  method: boolean;
  args: Node[];
}

/** A call of a function or method. */
export function checkCall(checker: Checker, node: Calling): Shape {
  const { name, method, args } = calledAs(checker, node);
  const shapes = args.map((argument) => checker.infer(argument));
  const overloads = overloadsOf({ name, method, arity: args.length - (method ? 1 : 0) });
  const fitting = overloads.filter((spec) =>
    shapes.every((shape, index) => fitsStatically(shape, parameterType(spec, index))),
  );
  const [first] = fitting;
  if (first) expectToWork(checker, { name, overloads, args });
  if (first) expectAsSeen(checker, node, { name, method, shapes, overloads });
  if (first) return fitting.every(({ returns }) => returns === first.returns) ? shapeOfType(first.returns) : ANY;

  const known = functionNames(method);
  if (!known.includes(name)) {
    return checker.report(node, {
      code: 'unknown-function',
      message: `There is no ${method ? 'method' : 'function'} ${name}.`,
      given: name,
      known,
    });
  }
  return checker.reportType(node, [], {
    message: doesNotTake({ name, method, shapes }),
    hint: 'Look up its arguments in the documentation of the language.',
  });
}

/** Warns of a call that would fail with the types of the sample event. */
function expectAsSeen(
  checker: Checker,
  node: Node,
  {
    overloads,
    ...call
  }: { name: string; method: boolean; shapes: readonly Shape[]; overloads: readonly FunctionSpec[] },
): void {
  const shapes = call.shapes.map(asSeen);
  const works = overloads.some((spec) =>
    shapes.every((shape, index) => fitsStatically(shape, parameterType(spec, index))),
  );
  if (works) return;
  checker.reportType(node, call.shapes, {
    message: `${doesNotTake({ ...call, shapes })}, which is what they are`,
    hint: 'Convert it first, or look up its arguments in the documentation of the language.',
  });
}

/** Reports a call that fails with its constants in every run. */
function expectToWork(
  checker: Checker,
  { name, overloads, args }: Pick<Called, 'name' | 'args'> & { overloads: readonly FunctionSpec[] },
): void {
  const never = whyNeverWorks(overloads, args);
  if (never === undefined) return;
  const { error, at } = never;
  const given = at.op === 'value' && typeof at.args === 'string' ? ` with “${brief(at.args)}”` : '';
  checker.report(at, {
    code: error.code,
    message: `${name}(…) can never work${given}: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}

/** `math.abs(x)` is a function with a dot in its name, unless something here is called `math`. */
function calledAs(checker: Checker, node: Calling): Called {
  if (node.op === 'call') return { name: node.args[0], method: false, args: node.args[1] };
  const [name, receiver, args] = node.args;
  if (receiver.op === 'id' && isNamespace(receiver.args) && !Object.hasOwn(checker.names.fields, receiver.args)) {
    return { name: `${receiver.args}.${name}`, method: false, args };
  }
  return { name, method: true, args: [receiver, ...args] };
}

function doesNotTake({ name, method, shapes }: { name: string; method: boolean; shapes: readonly Shape[] }): string {
  const [receiver, ...rest] = shapes.map(typeOfShape);
  return method
    ? `${name} does not take ${withArticle(receiver ?? 'any')} with (${rest.join(', ')})`
    : `${name} does not take (${shapes.map(typeOfShape).join(', ')})`;
}

/** Enough of a text to know it by. */
function brief(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
