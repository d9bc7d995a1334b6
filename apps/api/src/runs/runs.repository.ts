import { Injectable } from '@nestjs/common';
import { ApprovalRequest, Effect, Run, RunStep } from '@jarvis/database';
import { Brackets, type EntityManager } from 'typeorm';
import { decodeCursor } from '../http/page.js';
import { notFound } from '../http/api-error.js';
import type { RunsQuery } from './runs.schemas.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Queries over runs. Every one takes the manager of a tenant transaction. */
@Injectable()
export class RunsRepository {
  /** One row more than the limit, newest first. Events and inputs stay in the database. */
  list(manager: EntityManager, { limit, cursor, ruleId, status, q }: RunsQuery): Promise<Run[]> {
    const query = summaries(manager)
      .orderBy('run.createdAt', 'DESC')
      .addOrderBy('run.id', 'DESC')
      .take(limit + 1);
    const after = decodeCursor(cursor);
    // Cursors hold milliseconds, the column microseconds.
    if (after) query.andWhere(`(date_trunc('milliseconds', run.createdAt), run.id) < (:at, :id)`, after);
    if (ruleId) query.andWhere('run.ruleId = :ruleId', { ruleId });
    if (status) query.andWhere('run.status in (:...status)', { status });
    if (q) {
      query.andWhere(
        new Brackets((any) => {
          const pattern = `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
          any.where(
            'run.triggerSummary ilike :pattern or run.outcomeMessage ilike :pattern or rule.name ilike :pattern',
            { pattern },
          );
          if (uuid.test(q)) any.orWhere('run.id = :runId', { runId: q });
        }),
      );
    }
    return query.getMany();
  }

  /** @throws ApiError 404, also for a run of another observatory */
  async findSummaryOrFail(manager: EntityManager, id: string): Promise<Run> {
    const run = await summaries(manager).andWhere('run.id = :id', { id }).getOne();
    if (run === null) throw notFound('run');
    return run;
  }

  /** With its event and the definition it runs. @throws ApiError 404 */
  async findDetailOrFail(manager: EntityManager, id: string): Promise<Run> {
    const run = await manager
      .createQueryBuilder(Run, 'run')
      .leftJoinAndSelect('run.rule', 'rule')
      .leftJoinAndSelect('run.ruleVersion', 'version')
      .where('run.id = :id', { id })
      .getOne();
    if (run === null) throw notFound('run');
    return run;
  }

  findSteps(manager: EntityManager, runId: string): Promise<RunStep[]> {
    return manager.find(RunStep, {
      where: { runId },
      order: { startedAt: { direction: 'ASC', nulls: 'LAST' }, createdAt: 'ASC', path: 'ASC' },
    });
  }

  findEffects(manager: EntityManager, runId: string): Promise<Effect[]> {
    return manager.find(Effect, { where: { runId }, order: { createdAt: 'ASC' } });
  }

  findApprovals(manager: EntityManager, runId: string): Promise<ApprovalRequest[]> {
    return manager.find(ApprovalRequest, { where: { runId }, order: { requestedAt: 'ASC' } });
  }
}

function summaries(manager: EntityManager) {
  return manager
    .createQueryBuilder(Run, 'run')
    .leftJoin('run.rule', 'rule')
    .leftJoin('run.ruleVersion', 'version')
    .select([
      'run.id',
      'run.ruleId',
      'run.kind',
      'run.status',
      'run.triggerType',
      'run.triggerSummary',
      'run.outcomeMessage',
      'run.error',
      'run.waitingFor',
      'run.requestedBy',
      'run.replayOf',
      'run.createdAt',
      'run.startedAt',
      'run.finishedAt',
      'rule.id',
      'rule.name',
      'version.id',
      'version.version',
    ])
    .where('true');
}
