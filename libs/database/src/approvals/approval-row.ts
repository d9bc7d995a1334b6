import { z } from 'zod';
import { Json, type ApprovalState } from '@jarvis/plan';
import { APPROVAL_STATUSES, RESPONSE_CHANNELS, RISK_LEVELS } from '@jarvis/vocabulary';

const Date = z.coerce.date();

/** An approval as the statements return it (`row_to_json`), with the name of who answered. */
const ApprovalRow = z
  .object({
    id: z.uuid(),
    run_id: z.uuid(),
    automation_rule_id: z.uuid().nullable(),
    step_path: z.string(),
    iteration: z.string(),
    title: z.string(),
    platform: z.string(),
    action: z.string(),
    integration_id: z.uuid().nullable(),
    account_id: z.string().nullable(),
    account_name: z.string().nullable(),
    action_data: Json,
    action_hash: z.string(),
    approved_data: Json.nullable(),
    approved_hash: z.string().nullable(),
    risk_level: z.enum(RISK_LEVELS),
    status: z.enum(APPROVAL_STATUSES),
    expires_at: Date,
    responded_at: Date.nullable(),
    responded_by: z.uuid().nullable(),
    responded_via: z.enum(RESPONSE_CHANNELS).nullable(),
    response_note: z.string().nullable(),
    self_approval: z.boolean(),
    responder: z.string().nullish(),
  })
  .transform((row) => ({
    id: row.id,
    runId: row.run_id,
    ruleId: row.automation_rule_id,
    stepPath: row.step_path,
    iteration: row.iteration,
    title: row.title,
    platform: row.platform,
    action: row.action,
    connectionId: row.integration_id,
    /** The vendor's id of the account that was shown. */
    accountId: row.account_id,
    accountName: row.account_name,
    actionData: row.action_data,
    actionHash: row.action_hash,
    approvedData: row.approved_data,
    approvedHash: row.approved_hash,
    riskLevel: row.risk_level,
    status: row.status,
    expiresAt: row.expires_at,
    respondedAt: row.responded_at,
    respondedBy: row.responded_by,
    respondedVia: row.responded_via,
    responseNote: row.response_note,
    selfApproval: row.self_approval,
    /** Display name of who answered. */
    responder: row.responder ?? null,
  }));
export type Approval = z.output<typeof ApprovalRow>;

/** Selects `approval`, ready for {@link ApprovalRow}, from a source of approval rows. */
export function selectApproval(source: string): string {
  return `select row_to_json(a)::jsonb || jsonb_build_object('responder', (select u.name from users u where u.id = a.responded_by)) as approval
          from ${source} a`;
}

export function parseApproval(rows: unknown): Approval | null {
  return z.array(z.object({ approval: ApprovalRow })).parse(rows)[0]?.approval ?? null;
}

/** What the workflow needs to know of a row. */
export function toApprovalState(approval: Approval): ApprovalState {
  return {
    approvalId: approval.id,
    status: approval.status,
    riskLevel: approval.riskLevel,
    ...(approval.status === 'approved' ? { approvedInput: approval.approvedData } : {}),
    edited: approval.approvedHash !== null && approval.approvedHash !== approval.actionHash,
    ...(approval.responseNote === null ? {} : { note: approval.responseNote }),
    ...by(approval),
    ...(approval.respondedAt === null ? {} : { respondedAt: approval.respondedAt.toISOString() }),
  };
}

function by({ responder, respondedVia }: Approval): { by?: string } {
  if (responder !== null) return { by: responder };
  return respondedVia === 'signal' ? { by: 'a signal from Temporal' } : {};
}
