import type { Queryable } from '../queryable.js';
import { recordSteps } from '../ledger/record-steps.js';
import { notify } from '../notify.js';
import type { Approval } from './approval-row.js';

const words = {
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Expired',
  cancelled: 'Withdrawn',
  pending: 'Pending',
} as const;

/** The line in the feed and the notice of an approval that has just been resolved. */
export async function announceResolution(
  manager: Queryable,
  { observatoryId, approval }: { observatoryId: string; approval: Approval },
): Promise<void> {
  const { id, runId, ruleId, stepPath, iteration, platform, status, title, responder, responseNote } = approval;
  await recordSteps(manager, {
    scope: { observatoryId, runId, ruleId: ruleId ?? undefined },
    records: [],
    feed: [
      {
        type: 'approval',
        action: 'resolved',
        title: `${words[status]}${responder === null ? '' : ` by ${responder}`}: ${title}`,
        description: responseNote ?? undefined,
        status: status === 'approved' ? 'success' : 'failed',
        stepPath,
        iteration,
        platform,
        metadata: { approvalId: id, status },
      },
    ],
  });
  // Nobody needs to look any more.
  await manager.query(
    `update notifications set read_at = now()
     where related_entity_id = $1 and kind in ('approval-requested', 'approval-reminder') and read_at is null`,
    [id],
  );
  await notify(manager, { type: 'approval_resolved', observatoryId, runId, id });
}
