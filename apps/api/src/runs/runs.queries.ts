import { Injectable } from '@nestjs/common';
import { ApprovalRequest, Effect, Run, RunStep } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { notFound } from '../http/api-error.js';
import { decodeCursor, rowsAfter } from '../http/page.js';
import type { RunsQuery } from './runs.schemas.js';

const EventIds = z.array(z.object({ event_id: z.uuid() }));

/** Queries over runs. Every one takes the manager of a tenant transaction. */
@Injectable()
export class RunsQueries {
  /** One row more than the limit, newest first. Events and inputs stay in the database. */
  list(manager: EntityManager, { limit, cursor, ruleId, status }: RunsQuery): Promise<Run[]> {
    const query = summaries(manager)
      .orderBy('run.createdAt', 'DESC')
      .addOrderBy('run.id', 'DESC')
      .limit(limit + 1);
    const after = decodeCursor(cursor);
    if (after) query.andWhere(rowsAfter('runs', 'created_at', 'run'), after);
    if (ruleId) query.andWhere('run.ruleId = :ruleId', { ruleId });
    if (status) query.andWhere('run.status in (:...status)', { status });
    return query.getMany();
  }

  /** Those of a search, newest first. */
  listByIds(manager: EntityManager, ids: string[]): Promise<Run[]> {
    return summaries(manager)
      .andWhere('run.id = any (:ids)', { ids })
      .orderBy('run.createdAt', 'DESC')
      .addOrderBy('run.id', 'DESC')
      .getMany();
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

  /** The event that started the run; null when it was something else. */
  async findEventId(manager: EntityManager, runId: string): Promise<string | null> {
    const rows: unknown = await manager.query('select event_id from event_runs where run_id = $1', [runId]);
    return EventIds.parse(rows)[0]?.event_id ?? null;
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
      'run.planName',
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
