import type { Queryable } from '../queryable.js';
import { emitting } from '../events/emitting.js';
import { announcing } from '../notifications/announcing.js';
import { announceResolution } from './announce-resolution.js';
import { parseApproval, selectApproval, type Approval } from './approval-row.js';
import { readDecision } from './read-decision.js';

interface Settled {
  observatoryId: string;
  approvalId: string;
}

/**
 * The workflow's clock has run out: pending → expired by the same compare-and-set as a decision, so click and
 * clock cannot both win. PostgreSQL's clock is not asked again: it may be a moment behind Temporal's, and
 * nobody would come back.
 * @returns whatever the row says after it; null when there is no such approval
 */
export function expireApproval(manager: Queryable, settled: Settled): Promise<Approval | null> {
  return settle(manager, settled, 'expired');
}

/** The run is cancelled: pending → cancelled, the same way. */
export function cancelApproval(manager: Queryable, settled: Settled): Promise<Approval | null> {
  return settle(manager, settled, 'cancelled');
}

async function settle(
  manager: Queryable,
  { observatoryId, approvalId }: Settled,
  status: 'expired' | 'cancelled',
): Promise<Approval | null> {
  const rows: unknown = await manager.query(
    `with settled as (
       update approval_requests set status = $2, responded_at = now() where id = $1 and status = 'pending' returning *),
     ${announcing('approval-expired', `settled where status = 'expired'`)},
     ${emitting('approval.expired', {
       id: 'id',
       summary: 'title',
       body: `jsonb_build_object(
         'approval', jsonb_build_object('id', id, 'title', title, 'platform', platform, 'action', action,
                                        'requestedAt', requested_at, 'expiresAt', expires_at),
         'run', jsonb_build_object('id', run_id, 'name', coalesce(rule_name, asked, '')),
         'rule', jsonb_strip_nulls(jsonb_build_object('id', automation_rule_id, 'name', rule_name)))`,
       causeRunId: 'run_id',
       from: `(select settled.*, rules.name as rule_name, runs.plan->>'name' as asked
               from settled join runs on runs.id = run_id left join automation_rules rules on rules.id = automation_rule_id
              ) as expired where status = 'expired'`,
     })}
     ${selectApproval('settled')}`,
    [approvalId, status],
  );
  const approval = parseApproval(rows);
  if (!approval) return readDecision(manager, approvalId);
  await announceResolution(manager, { observatoryId, approval });
  return approval;
}
