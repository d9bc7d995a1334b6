import { ApplicationFailure } from '@temporalio/common';
import { hashJson, readDecision } from '@jarvis/database';
import { FAILURE, type PerformActionInput, type StepError } from '@jarvis/plan';
import type { ActivityDependencies } from './dependencies.js';

/**
 * A gated action runs with exactly what a person approved, and only in the run that asked. The workflow's word is
 * not enough: the row is read again, here, right before anything is sent.
 */
export async function assertApproved(
  { database }: Pick<ActivityDependencies, 'database'>,
  { observatoryId, runId, node, input, approvalId }: PerformActionInput,
): Promise<void> {
  const row =
    approvalId === undefined
      ? null
      : await database.tenant(observatoryId, (manager) => readDecision(manager, approvalId));
  const isApproved =
    row?.status === 'approved' &&
    row.runId === runId &&
    row.action === node.uses &&
    row.approvedHash === hashJson(input);
  if (isApproved) return;
  const problem: StepError = {
    code: FAILURE.approvalMismatch,
    message: `"${node.name}" was not performed: what it would do is not what was approved.`,
    hint: 'Nothing was sent. Start a new run and approve again; if this comes back, report it.',
    stepPath: node.path,
  };
  throw ApplicationFailure.nonRetryable(problem.message, FAILURE.approvalMismatch, problem);
}
