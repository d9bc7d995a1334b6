import { evaluateCondition, ExpressionError, unwrapExpression } from '@jarvis/expressions';
import { FAILURE, type StepError } from '@jarvis/plan';

/** What an event's run would be, and what its filter reads. */
export interface Judged {
  /** Undefined: every event passes. */
  filter: string | null | undefined;
  event: unknown;
  trigger: object;
  vars: unknown;
  rule: { id: string; name: string; version: number };
  runId: string;
}

export type Verdict = { type: 'passes' } | { type: 'filtered' } | { type: 'failed'; error: StepError };

/**
 * Whether an event starts a run. A filter that cannot be evaluated is no answer: the event might have been meant, so it
 * neither passes nor is it dropped.
 */
export function judge({ filter, event, trigger, vars, rule, runId }: Judged): Verdict {
  if (filter === null || filter === undefined) return { type: 'passes' };
  try {
    const scope = { event, trigger, vars, rule, run: { id: runId }, steps: {}, now: new Date().toISOString() };
    return { type: evaluateCondition(unwrapExpression(filter), scope) ? 'passes' : 'filtered' };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return {
      type: 'failed',
      error: {
        code: FAILURE.expression,
        message: `The filter of the trigger could not be evaluated with this event. ${error.userMessage}`,
        hint: 'Correct `if` of the trigger, publish the rule and run this event again.',
      },
    };
  }
}
