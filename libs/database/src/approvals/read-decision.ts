import type { Queryable } from '../queryable.js';
import { parseApproval, selectApproval, type Approval } from './approval-row.js';

/** The row as it stands, with the name of who answered; null when this observatory has no such approval. */
export async function readDecision(manager: Queryable, approvalId: string): Promise<Approval | null> {
  const rows: unknown = await manager.query(`${selectApproval('approval_requests')} where a.id = $1`, [approvalId]);
  return parseApproval(rows);
}

export async function readApprovalOfStepOrFail(
  manager: Queryable,
  { runId, stepPath, iteration }: { runId: string; stepPath: string; iteration: string },
): Promise<Approval> {
  const rows: unknown = await manager.query(
    `${selectApproval('approval_requests')} where a.run_id = $1 and a.step_path = $2 and a.iteration = $3`,
    [runId, stepPath, iteration],
  );
  const approval = parseApproval(rows);
  if (!approval) throw new Error(`Run ${runId} has no approval at ${stepPath}.`);
  return approval;
}
