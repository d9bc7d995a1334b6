import { Injectable } from '@nestjs/common';
import { ApprovalRequest } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { notFound } from '../http/api-error.js';
import { decodeCursor, rowsAfter } from '../http/page.js';
import type { ApprovalsQuery } from './approvals.schemas.js';

/** Queries over approvals. Every one takes the manager of a tenant transaction. */
@Injectable()
export class ApprovalsQueries {
  /** One row more than the limit. Pending ones are sorted by deadline: the most urgent first. */
  list(manager: EntityManager, { limit, cursor, status, ruleId, runId }: ApprovalsQuery): Promise<ApprovalRequest[]> {
    const urgent = status === 'pending';
    const [property, column, direction] = urgent
      ? (['expiresAt', 'expires_at', 'ASC'] as const)
      : (['requestedAt', 'requested_at', 'DESC'] as const);
    const query = manager
      .createQueryBuilder(ApprovalRequest, 'approval')
      .leftJoin('approval.rule', 'rule')
      .leftJoin('approval.run', 'run')
      .addSelect(['rule.id', 'rule.name', 'run.id', 'run.title'])
      .where('true')
      .orderBy(`approval.${property}`, direction)
      .addOrderBy('approval.id', direction)
      .limit(limit + 1);
    const after = decodeCursor(cursor);
    if (after) query.andWhere(rowsAfter('approval_requests', column, 'approval', direction), after);
    if (status) query.andWhere('approval.status = :status', { status });
    if (ruleId) query.andWhere('approval.automationRuleId = :ruleId', { ruleId });
    if (runId) query.andWhere('approval.runId = :runId', { runId });
    return query.getMany();
  }

  countPending(manager: EntityManager): Promise<number> {
    return manager.countBy(ApprovalRequest, { status: 'pending' });
  }

  /** @throws ApiError 404, also for an approval of another observatory */
  async findOrFail(manager: EntityManager, id: string): Promise<ApprovalRequest> {
    const approval = await manager
      .createQueryBuilder(ApprovalRequest, 'approval')
      .leftJoin('approval.rule', 'rule')
      .leftJoin('approval.run', 'run')
      .addSelect(['rule.id', 'rule.name', 'run.id', 'run.title'])
      .where('approval.id = :id', { id })
      .getOne();
    if (approval === null) throw notFound('approval');
    return approval;
  }

  async findNextPendingId(manager: EntityManager, besides: string): Promise<string | null> {
    const next = await manager
      .createQueryBuilder(ApprovalRequest, 'approval')
      .select(['approval.id'])
      .where(`approval.status = 'pending' and approval.expiresAt > now() and approval.id <> :besides`, { besides })
      .orderBy('approval.expiresAt', 'ASC')
      .addOrderBy('approval.id', 'ASC')
      .limit(1)
      .getOne();
    return next?.id ?? null;
  }
}
