import { Inject, Injectable } from '@nestjs/common';
import { decideApproval, hashJson, type Database, type DecisionResult } from '@jarvis/database';
import type { Json } from '@jarvis/plan';
import type { ResponseChannel } from '@jarvis/vocabulary';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { notFound, refuse, type ApiError } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { findAccountWarning, type AccountWarning } from './account-warning.js';
import { ActionReview } from './action-review.js';
import { ApprovalsQueries } from './approvals.queries.js';
import type { ApprovalDetail, DecisionRequest, PreviewAnswer } from './approvals.schemas.js';
import { ApprovalsService } from './approvals.service.js';
import { findSelfApproval, type SelfApproval } from './self-approval.js';

type Refused = Extract<DecisionResult, { outcome: 'answered' | 'expired' }>;

/** Answers to approvals: the first one counts, and it is bound to exactly what was shown. */
@Injectable()
export class DecisionService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly queries: ApprovalsQueries,
    private readonly approvals: ApprovalsService,
    private readonly review: ActionReview,
  ) {}

  preview(
    { observatoryId }: Principal,
    id: string,
    edited: Record<string, Json>,
  ): Promise<z.input<typeof PreviewAnswer>> {
    return this.database.tenant(observatoryId, async (manager) => {
      const { action, actionData } = await this.queries.findOrFail(manager, id);
      const input = this.review.complete(action, edited, actionData);
      const { level, reasons } = this.review.assess(action, input);
      return {
        preview: this.review.preview(action, input),
        riskLevel: level,
        riskReasons: [...reasons],
        inputHash: hashJson(input),
      };
    });
  }

  decide(
    principal: Principal,
    {
      id,
      via,
      decision,
      note,
      edited,
      inputHash,
    }: DecisionRequest & { id: string; via: Exclude<ResponseChannel, 'signal'> },
  ): Promise<ApprovalDetail> {
    const { observatoryId, userId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const approval = await this.queries.findOrFail(manager, id);
      const { action, actionData, actionHash } = approval;
      if (inputHash !== undefined && inputHash !== actionHash) throw somethingElse(actionHash);
      if (decision === 'approved') {
        const refused = await findSelfApproval(manager, approval, userId);
        if (refused !== null) throw notByYourself(refused);
        const warning = await findAccountWarning(manager, approval, this.review.platformTitle(approval.platform));
        if (warning !== null) throw withoutAccount(warning);
      }
      // An edit that changes nothing is none: the record shall not say "edited".
      const input = edited === undefined ? undefined : this.review.complete(action, edited, actionData);
      const changed = input !== undefined && hashJson(input) !== actionHash ? input : undefined;
      const risk = changed === undefined ? undefined : this.review.assess(action, changed);
      const result = await decideApproval(manager, {
        observatoryId,
        approvalId: id,
        decision,
        note,
        edited: changed && risk ? { data: changed, riskLevel: risk.level, riskReasons: risk.reasons } : undefined,
        seenHash: inputHash ?? null,
        userId,
        via,
        wake: true,
      });
      if (result.outcome === 'not-found') throw notFound('approval');
      if (result.outcome !== 'decided') throw tooLate(result);
      await audit(manager, principal, {
        action: `approval.${decision}`,
        entityType: 'approval',
        entityId: id,
        metadata: { via, seen: inputHash ?? null, edited: changed !== undefined, hash: result.approval.approvedHash },
      });
      return this.approvals.describe(manager, id, principal);
    });
  }
}

function somethingElse(actionHash: string): ApiError {
  return refuse.conflict({
    code: 'approval-changed',
    message: 'What is waiting for approval is not what you were shown, so nothing was decided.',
    hint: 'Load the approval again and look at it before you decide.',
    details: { inputHash: actionHash },
  });
}

/** Another person must approve it; rejecting is open to everybody. */
function notByYourself({ message, hint }: SelfApproval): ApiError {
  return refuse.forbidden({ code: 'self-approval', message: `${message} Nothing was decided.`, hint });
}

/** Approving would only make the run fail; it stays open for when the account is back. */
function withoutAccount({ code, message, hint }: AccountWarning): ApiError {
  return refuse.unprocessable({
    code: code === 'other-account' ? code : `account-${code}`,
    message: `${message} Nothing was decided.`,
    hint,
  });
}

function tooLate({ outcome, approval }: Refused): ApiError {
  const { status, responder, respondedAt, respondedVia, responseNote, expiresAt } = approval;
  if (outcome === 'expired') {
    return refuse.conflict({
      code: 'approval-expired',
      message: `This approval expired at ${expiresAt.toISOString()} without an answer, so the action will not happen.`,
      hint: 'Run the rule again if it should still happen.',
      details: { status: 'expired', expiresAt: expiresAt.toISOString() },
    });
  }
  const at = respondedAt?.toISOString() ?? null;
  const who = responder ?? (respondedVia === 'signal' ? 'A signal from Temporal' : 'Somebody');
  return refuse.conflict({
    code: 'approval-answered',
    message:
      status === 'cancelled'
        ? `This approval was withdrawn${at === null ? '' : ` at ${at}`} because its run was cancelled.`
        : `${who} ${status} this first${at === null ? '' : ` at ${at}`}; your answer changed nothing.`,
    details: { status, respondedBy: responder, respondedAt: at, respondedVia, note: responseNote },
  });
}
