import { ExpressionError } from '@jarvis/expressions';
import { holdsBigint, withDoubles } from '@jarvis/json';
import { Json } from '@jarvis/plan';
import { inWorkflowContext, patched } from '@temporalio/workflow';

/** Groups of steps, which run outside of the workflow, are younger than the patch. */
const isPatched = (): boolean => !inWorkflowContext() || patched('whole-numbers');

/**
 * Whole numbers beyond 2^53 were doubles once. A run that began then reads them so until it ends: it must come to the
 * same conditions at replay. The patch is asked for only where there is such a number, so other runs carry no mark.
 */
export function asThisRunReads(value: Json): Json {
  return !holdsBigint(value) || isPatched() ? value : Json.parse(withDoubles(value));
}

/** The result of an expression; such a number failed its step then. @throws {ExpressionError} */
export function asThisRunGives(value: Json): Json {
  if (!holdsBigint(value) || isPatched()) return value;
  throw new ExpressionError('not-json', 'The whole number is too large for JSON.', { hint: 'Use string(…).' });
}
