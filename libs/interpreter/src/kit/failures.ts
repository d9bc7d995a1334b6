import { ExpressionError } from '@jarvis/expressions';
import { FAILURE, StepError } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';

/** A problem the interpreter itself found in a step. */
export class StepProblem extends Error {
  override readonly name = 'StepProblem';

  constructor(readonly problem: Omit<StepError, 'stepPath'>) {
    super(problem.message);
  }
}

/** What a person should read about a step that did not work out: what happened, where, what to do. */
export function describeFailure(error: unknown, node: Pick<PlanNode, 'name' | 'path'>): StepError {
  const stepPath = node.path;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof StepProblem) return { ...cause.problem, stepPath };
  if (cause instanceof ApplicationFailure) {
    // Our activities attach the StepError they have in mind; anything else gets its type as code.
    const attached = StepError.safeParse(cause.details?.[0]);
    return attached.success
      ? { ...attached.data, stepPath }
      : { code: cause.type ?? 'unknown', message: cause.message, stepPath };
  }
  if (cause instanceof TimeoutFailure) {
    return {
      code: 'timeout',
      message: `"${node.name}" did not answer in time.`,
      hint: 'Check that the worker is running, or give the step a longer timeout.',
      stepPath,
    };
  }
  if (cause instanceof ExpressionError) {
    const { userMessage } = cause;
    return { code: FAILURE.expression, message: `"${node.name}": ${userMessage}`, stepPath };
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return { code: 'internal', message: `"${node.name}" failed: ${message}`, stepPath };
}
