import type { Queryable } from '../queryable.js';
import { z } from 'zod';
import { cancelApproval } from './settle-approval.js';

/** Withdraws the questions of a run that has ended without their answers. */
export async function cancelOpenApprovals(
  manager: Queryable,
  { observatoryId, runId }: { observatoryId: string; runId: string },
): Promise<void> {
  const rows: unknown = await manager.query(
    `select id from approval_requests where run_id = $1 and status = 'pending'`,
    [runId],
  );
  for (const { id } of z.array(z.object({ id: z.uuid() })).parse(rows)) {
    await cancelApproval(manager, { observatoryId, approvalId: id });
  }
}
