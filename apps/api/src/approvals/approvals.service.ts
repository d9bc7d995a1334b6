import { Inject, Injectable } from '@nestjs/common';
import type { ApprovalRequest, Database } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { Page } from '../http/page.js';
import { fieldsOf } from '../infrastructure/fields-of.js';
import { findNames } from '../infrastructure/people.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { personOf, toRunSummary, type Names } from '../runs/run-mapper.js';
import { RunsQueries } from '../runs/runs.queries.js';
import { findAccountWarning } from './account-warning.js';
import { ActionReview } from './action-review.js';
import { ApprovalsQueries } from './approvals.queries.js';
import type { ApprovalDetail, ApprovalSummary, ApprovalsQuery } from './approvals.schemas.js';
import { findSelfApproval } from './self-approval.js';

/** The queue of questions to people, and one question with all that is needed to answer it. */
@Injectable()
export class ApprovalsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly queries: ApprovalsQueries,
    private readonly runs: RunsQueries,
    private readonly review: ActionReview,
  ) {}

  list({ observatoryId }: Principal, query: ApprovalsQuery): Promise<Page<ApprovalSummary>> {
    return this.database.tenant(observatoryId, async (manager) => {
      const rows = await this.queries.list(manager, query);
      const names = await findNames(
        manager,
        rows.map(({ respondedBy }) => respondedBy),
      );
      return Page.from(rows, {
        limit: query.limit,
        cursorOf: ({ id, expiresAt, requestedAt }) => [
          (query.status === 'pending' ? expiresAt : requestedAt).toISOString(),
          id,
        ],
        toItem: (row) => this.toSummary(row, names),
      });
    });
  }

  countPending({ observatoryId }: Principal): Promise<{ pending: number }> {
    return this.database.tenant(observatoryId, async (manager) => ({
      pending: await this.queries.countPending(manager),
    }));
  }

  get(principal: Principal, id: string): Promise<ApprovalDetail> {
    return this.database.tenant(principal.observatoryId, (manager) => this.describe(manager, id, principal));
  }

  async describe(manager: EntityManager, id: string, { userId }: Principal): Promise<ApprovalDetail> {
    const approval = await this.queries.findOrFail(manager, id);
    const run = await this.runs.findDetailOrFail(manager, approval.runId);
    const names = await findNames(manager, [approval.respondedBy, run.requestedBy]);
    const { action, actionData, actionHash, approvedData, approvedHash } = approval;
    const edited = approvedHash !== null && approvedHash !== actionHash;
    return {
      ...this.toSummary(approval, names),
      reasoning: approval.reasoning,
      account:
        approval.connectionId === null || approval.accountName === null
          ? null
          : { id: approval.connectionId, name: approval.accountName },
      accountWarning: await findAccountWarning(manager, approval, this.review.platformTitle(approval.platform)),
      input: this.review.shown(action, actionData),
      inputHash: actionHash,
      inputSchema: this.review.inputSchema(action),
      preview: this.review.preview(action, actionData),
      seen: approval.respondedVia === null ? null : approval.seenHash !== null,
      refusedToYou: approval.status === 'pending' ? await findSelfApproval(manager, approval, userId) : null,
      approvedInput: this.review.shown(action, approvedData),
      approvedHash,
      approvedPreview: edited ? this.review.preview(action, approvedData) : null,
      run: toRunSummary(run, names),
      event: run.event,
      nextPendingId: await this.queries.findNextPendingId(manager, id),
    };
  }

  private toSummary(approval: ApprovalRequest, names: Names): ApprovalSummary {
    return {
      ...fieldsOf(approval),
      actionTitle: this.review.titleOf(approval.action),
      confidence: approval.confidenceScore,
      ruleId: approval.automationRuleId,
      ruleName: approval.rule?.name ?? null,
      runTitle: approval.run?.title ?? null,
      respondedBy: personOf(approval.respondedBy, names),
    };
  }
}
