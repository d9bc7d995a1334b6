import { ApplicationFailure } from '@temporalio/common';
import type { Action } from '@jarvis/connector-kit';
import { hashJson, readDecision } from '@jarvis/database';
import { FAILURE, type PerformActionInput } from '@jarvis/plan';
import type { ActivityDependencies } from './dependencies.js';

/** As whom an approved action is performed; null where it needs no account. */
export interface ApprovedAccount {
  accountId: string | null;
  accountName: string | null;
}

/**
 * A gated action runs with exactly what a person approved, through the connection that was shown, and only in the run
 * that asked. The workflow's word is not enough: the row is read again, here, right before anything is sent.
 * @returns the account that was shown, for whoever opens the connection
 */
export async function assertApproved(
  { database }: Pick<ActivityDependencies, 'database'>,
  { observatoryId, runId, node, iteration, input, approvalId }: PerformActionInput,
): Promise<ApprovedAccount> {
  const row =
    approvalId === undefined
      ? null
      : await database.tenant(observatoryId, (manager) => readDecision(manager, approvalId));
  const isApproved =
    row?.status === 'approved' &&
    row.runId === runId &&
    row.iteration === iteration &&
    row.action === node.uses &&
    row.connectionId === (node.connectionId ?? null) &&
    row.approvedHash === hashJson(input);
  if (isApproved) return { accountId: row.accountId, accountName: row.accountName };
  throw refusal(node, FAILURE.approvalMismatch, {
    message: `"${node.name}" was not performed: what it would do is not what was approved.`,
    hint: 'Nothing was sent. Start a new run and approve again; if this comes back, report it.',
  });
}

/**
 * What is of high risk never runs alone. The compiler puts approvals before actions whose input it knows; the risk of
 * one that comes out of expressions (a mail to two hundred people) shows only here.
 */
export function assertMayRunAlone({ node, input }: Pick<PerformActionInput, 'node' | 'input'>, action: Action): void {
  const risk = action.assessRisk(input);
  if (risk.level !== 'high') return;
  throw refusal(node, FAILURE.approvalMissing, {
    message:
      `"${node.name}" was not performed: it is of high risk and nobody was asked. ${risk.reasons.join(' ')}`.trim(),
    hint: `Put an approval step with \`for: ${node.id}\` before it and publish the rule again.`,
  });
}

function refusal(
  { path }: PerformActionInput['node'],
  code: string,
  words: { message: string; hint: string },
): ApplicationFailure {
  return ApplicationFailure.nonRetryable(words.message, code, { code, ...words, stepPath: path });
}
