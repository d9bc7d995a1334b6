import { Budget } from './budget.js';
import { ExpressionError } from './errors.js';
import { fits, parameterType, type FunctionSpec } from './functions/spec.js';
import type { Node } from './syntax.js';
import { Timestamp, type TypeName, type Value } from './values.js';

/** Enough for every pattern and text that people write; what costs more is left to the run. */
const CONSTANTS_BUDGET = 20_000;

/** What stands in for a value that only the run knows, where another argument decides whether the call can work. */
const STAND_INS: Partial<Record<TypeName, Value>> = { string: '', timestamp: new Timestamp(0n) };

/**
 * Why a call can never work, whatever the run knows: functions have no clock and no chance in them, so that one that
 * fails with constants now fails with them always. Undefined when it works, or when nobody can tell.
 */
export function whyNeverWorks(
  overloads: readonly FunctionSpec[],
  args: readonly Node[],
): { error: ExpressionError; at: Node } | undefined {
  const [at] = args.filter(({ op }) => op === 'value').slice(-1);
  if (at === undefined) return undefined;
  for (const spec of overloads) {
    const standIns = spec.lastDecides && args.at(-1) === at ? STAND_INS : {};
    const values = args.map((node, index) => (node.op === 'value' ? node.args : standIns[parameterType(spec, index)]));
    if (!values.every((value) => value !== undefined)) continue;
    if (!values.every((value, index) => fits(value, parameterType(spec, index)))) continue;
    return failure(() => spec.run(values, new Budget(CONSTANTS_BUDGET)), at);
  }
  return undefined;
}

function failure(run: () => unknown, at: Node): { error: ExpressionError; at: Node } | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return error.code === 'too-expensive' ? undefined : { error, at };
  }
}
