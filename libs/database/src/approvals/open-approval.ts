import type { Json, StepRecord } from '@jarvis/plan';
import type { RiskLevel } from '@jarvis/vocabulary';
import type { Queryable } from '../queryable.js';
import { z } from 'zod';
import type { ApprovalRequestType } from '../entities/values.js';
import { hashJson } from '../hash-json.js';
import type { LedgerScope } from '../ledger/entries.js';
import { asStored, toJsonb, toText } from '../ledger/jsonb.js';
import { writeStatement } from '../ledger/write.js';
import { announcing } from '../notifications/announcing.js';
import { notify } from '../notify.js';
import type { Approval } from './approval-row.js';
import { readApprovalOfStepOrFail } from './read-decision.js';

export interface NewApproval {
  scope: LedgerScope;
  /** The approval step's own record (waiting), and any others not yet written. */
  records: readonly StepRecord[];
  stepPath: string;
  iteration: string;
  requestType?: ApprovalRequestType;
  title: string;
  message?: string;
  platform: string;
  /** Action id such as `twitter.create-post`. */
  action: string;
  connectionId?: string;
  /** The action's rendered input: shown, hashed, bound. */
  actionData: Json;
  riskLevel: RiskLevel;
  riskReasons: readonly string[];
  /** 0..1 */
  confidence?: number;
  reasoning?: string;
  /** Whether whoever started the run or published the rule may approve it; default true. */
  selfApproval?: boolean;
  /** ISO 8601. */
  expiresAt: string;
}

const Opened = z.object({ opened: z.uuid().nullable() });

/**
 * Asks a person: the row (pending), the waiting run, the line in the feed and the notices. Asking again for the
 * same step and iteration changes nothing and returns the row as it stands.
 */
export async function openApproval(manager: Queryable, approval: NewApproval): Promise<Approval> {
  const { scope, records, stepPath, iteration } = approval;
  const row = await writeStatement(manager, {
    scope,
    records,
    feed: [
      {
        type: 'approval',
        action: 'requested',
        title: `Approval requested: ${approval.title}`,
        description: approval.message,
        status: 'pending',
        stepPath,
        iteration,
        platform: approval.platform,
        connectionId: approval.connectionId,
      },
    ],
    expressions: [
      `opened as (
        insert into approval_requests (observatory_id, run_id, automation_rule_id, step_path, iteration, request_type, title, message,
          platform, action, integration_id, action_data, action_hash, risk_level, risk_reasons, confidence_score, reasoning, expires_at,
          account_id, account_name, self_approval)
        values ($1, $2, $3, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
          (select account_id from integrations where id = $13::uuid), (select account_name from integrations where id = $13::uuid), $21)
        on conflict (run_id, step_path, iteration) do nothing
        returning id, observatory_id)`,
      announcing('approval-requested', 'opened'),
      // The step's record may come later; the run waits from now on.
      `waiting as (update runs set status = 'waiting', waiting_for = $9 where id = $2 and finished_at is null and exists (select from opened))`,
    ],
    select: '(select id from opened) as opened',
    parameters: [
      stepPath,
      iteration,
      approval.requestType ?? 'automation',
      toText(approval.title),
      toText(approval.message),
      approval.platform,
      approval.action,
      approval.connectionId ?? null,
      toJsonb(approval.actionData) ?? 'null',
      hashJson(asStored(approval.actionData)),
      approval.riskLevel,
      toJsonb(approval.riskReasons),
      approval.confidence ?? null,
      toText(approval.reasoning),
      approval.expiresAt,
      approval.selfApproval ?? true,
    ],
  });
  const { opened } = Opened.parse(row);
  if (opened !== null) {
    const { observatoryId, runId } = scope;
    await notify(manager, { type: 'approval_requested', observatoryId, runId, id: opened });
  }
  return readApprovalOfStepOrFail(manager, { runId: scope.runId, stepPath, iteration });
}
