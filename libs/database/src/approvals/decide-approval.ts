import type { Json } from '@jarvis/plan';
import type { RiskLevel, ResponseChannel } from '@jarvis/vocabulary';
import type { Queryable } from '../queryable.js';
import { hashJson } from '../hash-json.js';
import { asStored, toJsonb, toText } from '../ledger/jsonb.js';
import { enqueue } from '../outbox/enqueue.js';
import { parseApproval, selectApproval, type Approval } from './approval-row.js';
import { announceResolution } from './announce-resolution.js';
import { readDecision } from './read-decision.js';

export interface Decision {
  observatoryId: string;
  approvalId: string;
  decision: 'approved' | 'rejected';
  note?: string;
  /** The action's input as changed by the person: validated and scored anew by the caller. */
  edited?: { data: Json; riskLevel: RiskLevel; riskReasons: readonly string[] };
  /** Hash of the input that the person says to have seen; null when that was not said. */
  seenHash?: string | null;
  /** Null for a bare signal. */
  userId: string | null;
  via: ResponseChannel;
  /** Whether the workflow must be told (outbox). False when it is the workflow that asks. */
  wake: boolean;
}

export type DecisionResult =
  | { outcome: 'decided'; approval: Approval }
  /** Somebody else was first; the row says who, when and how. */
  | { outcome: 'answered'; approval: Approval }
  /** Pending, but its time is over: the workflow's clock will settle it. */
  | { outcome: 'expired'; approval: Approval }
  | { outcome: 'not-found' };

/**
 * One compare-and-set: pending and not past its time → approved or rejected. Of many simultaneous answers one
 * wins. An approval binds the hash of what will be done: the proposal's, or of the edited input.
 */
export async function decideApproval(manager: Queryable, decision: Decision): Promise<DecisionResult> {
  const { approvalId, edited } = decision;
  const approves = decision.decision === 'approved';
  const rows: unknown = await manager.query(
    `with decided as (
       update approval_requests set
         status = $2, responded_at = now(), responded_by = $3, responded_via = $4, response_note = $5,
         approved_data = case when $2 = 'approved' then coalesce($6::jsonb, action_data) end,
         approved_hash = case when $2 = 'approved' then coalesce($7, action_hash) end,
         risk_level = coalesce($8, risk_level), risk_reasons = coalesce($9::jsonb, risk_reasons), seen_hash = $10
       where id = $1 and status = 'pending' and expires_at > now()
       returning *)
     ${selectApproval('decided')}`,
    [
      approvalId,
      decision.decision,
      decision.userId,
      decision.via,
      toText(decision.note),
      approves && edited ? (toJsonb(edited.data) ?? 'null') : null,
      approves && edited ? hashJson(asStored(edited.data)) : null,
      approves && edited ? edited.riskLevel : null,
      approves && edited ? toJsonb(edited.riskReasons) : null,
      decision.seenHash ?? null,
    ],
  );
  const approval = parseApproval(rows);
  if (!approval) return explainRefusal(manager, approvalId);
  await announceResolution(manager, { observatoryId: decision.observatoryId, approval });
  if (decision.wake) {
    await enqueue(manager, {
      observatoryId: decision.observatoryId,
      topic: 'signal-approval',
      key: `signal-approval/${approval.id}`,
      payload: { approvalId: approval.id, runId: approval.runId },
    });
  }
  return { outcome: 'decided', approval };
}

async function explainRefusal(manager: Queryable, approvalId: string): Promise<DecisionResult> {
  const approval = await readDecision(manager, approvalId);
  if (!approval) return { outcome: 'not-found' };
  return { outcome: approval.status === 'pending' || approval.status === 'expired' ? 'expired' : 'answered', approval };
}
