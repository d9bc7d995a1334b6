import { Injectable } from '@nestjs/common';
import { ApprovalRequest, Effect, Run, RunStep } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { notFound } from '../http/api-error.js';
import { inOrder } from './step-order.js';

const EventIds = z.array(z.object({ event_id: z.uuid() }));

/** Queries over runs. Every one takes the manager of a tenant transaction. */
@Injectable()
export class RunsQueries {
  /** What lists show of these runs, in this order. Events and inputs stay in the database. */
  async listByIds(manager: EntityManager, ids: readonly string[]): Promise<Run[]> {
    const runs = await summaries(manager).andWhere('run.id = any (:ids)', { ids }).getMany();
    const known = new Map(runs.map((run) => [run.id, run]));
    return ids.flatMap((id) => known.get(id) ?? []);
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

  async findSteps(manager: EntityManager, runId: string): Promise<RunStep[]> {
    return inOrder(await manager.find(RunStep, { where: { runId } }));
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
      'run.title',
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
      'version.tags',
    ])
    .where('true');
}
