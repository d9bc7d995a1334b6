import { RuleVersion, Run, type ApprovalRequest } from '@jarvis/database';
import type { EntityManager } from 'typeorm';

/** Why somebody may not approve something that others may approve. */
export interface SelfApproval {
  message: string;
  hint: string;
}

/** Whether a person would approve what is their own, where the rule wants another one: they started the run, or published the rule it runs. */
export async function findSelfApproval(
  manager: EntityManager,
  { selfApproval, runId }: Pick<ApprovalRequest, 'selfApproval' | 'runId'>,
  userId: string,
): Promise<SelfApproval | null> {
  if (selfApproval) return null;
  const run = await manager.findOneByOrFail(Run, { id: runId });
  const hint = 'Ask somebody else who may approve. You may reject it.';
  if (run.requestedBy === userId)
    return { message: 'You started this run yourself, and its rule wants another person to approve.', hint };
  const published =
    run.ruleVersionId !== null && (await manager.existsBy(RuleVersion, { id: run.ruleVersionId, publishedBy: userId }));
  return published
    ? { message: 'You published this rule yourself, and it wants another person to approve.', hint }
    : null;
}
