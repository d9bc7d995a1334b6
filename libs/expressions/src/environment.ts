import type { Budget } from './budget.js';
import { ExpressionError } from './errors.js';
import type { Node } from './syntax.js';
import { typeOf, withArticle, type Value } from './values.js';

/** Where names are looked up (the scope, and the variables of the comprehensions around), and who pays. */
export interface Environment {
  /** A name with a dot before it is looked up in the outermost scope only. */
  lookup(name: string): Value | undefined;
  names(): string[];
  budget: Budget;
  source: string;
  /** Evaluates an operand; carried along so that what evaluates operands late need not import the evaluator. */
  evaluate(node: Node, environment: Environment): Value;
  /** Told what each node gave; of a node inside a comprehension once for each entry. */
  observe?(node: Node, value: Value): void;
}

/** The environment with more names in it; they hide those that are called alike. */
export function withVariables(
  env: Environment,
  variables: readonly (readonly [name: string, value: Value])[],
): Environment {
  return {
    ...env,
    lookup(wanted) {
      const own = variables.find(([name]) => name === wanted);
      return own ? own[1] : env.lookup(wanted);
    },
    names: () => [...variables.map(([name]) => name), ...env.names()],
  };
}

/** A boolean, or an error that names what wanted it. */
export function bool(value: Value, what: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpressionError('wrong-type', `${what} needs true or false, but got ${withArticle(typeOf(value))}.`, {
    hint: 'Compare it with something, for example x != "".',
  });
}
