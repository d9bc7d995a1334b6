import { Injectable } from '@nestjs/common';
import { AutomationRule, Effect } from '@jarvis/database';
import { RUN_STATUSES } from '@jarvis/vocabulary';
import { In, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { fieldsOf } from '../infrastructure/fields-of.js';

const MAX_RUNS = 100;
const MAX_EFFECTS = 100;

const FamilyRow = z.object({
  id: z.uuid(),
  version: z.int().nullable(),
  status: z.enum(RUN_STATUSES),
  created_at: z.coerce.date(),
  requested_by: z.uuid().nullable(),
});
export type FamilyRow = z.infer<typeof FamilyRow>;

const StandingName = z.object({ run_id: z.uuid(), path: z.string(), iteration: z.string(), name: z.string() });

type StandingEffect = ReturnType<typeof fieldsOf<Effect>> & { stepName: string };

/** Queries over runs of one event. Every one takes the manager of a tenant transaction. */
@Injectable()
export class ReplayQueries {
  /** The run itself, what it repeats, and everything that repeats either of them; oldest first. */
  async findFamily(manager: EntityManager, runId: string): Promise<FamilyRow[]> {
    const rows: unknown = await manager.query(
      `with recursive older as (
         select id, replay_of from runs where id = $1
         union select r.id, r.replay_of from runs r join older o on r.id = o.replay_of),
       family as (
         select id from older where replay_of is null
         union select r.id from runs r join family f on r.replay_of = f.id)
       select r.id, v.version, r.status, r.created_at, r.requested_by
       from runs r left join rule_versions v on v.id = r.rule_version_id
       where r.id in (select id from family) order by r.created_at, r.id limit ${MAX_RUNS.toString()}`,
      [runId],
    );
    return z.array(FamilyRow).parse(rows);
  }

  /** Writes to the outside that happened, or of which nobody can say that they did not. */
  async findStanding(manager: EntityManager, runIds: readonly string[]): Promise<StandingEffect[]> {
    const effects = await manager.find(Effect, {
      where: { runId: In(runIds), effect: 'write', state: In(['sent', 'confirmed', 'unknown']) },
      order: { createdAt: 'ASC' },
      take: MAX_EFFECTS,
    });
    const rows: unknown = await manager.query(
      'select run_id, path, iteration, name from run_steps where run_id = any($1::uuid[])',
      [[...new Set(effects.map(({ runId }) => runId))]],
    );
    const names = z.array(StandingName).parse(rows);
    return effects.map((effect) => ({
      ...fieldsOf(effect),
      stepName:
        names.find(
          ({ run_id: runId, path, iteration }) =>
            runId === effect.runId && path === effect.stepPath && iteration === effect.iteration,
        )?.name ?? effect.action,
    }));
  }

  /** Also a deleted one. */
  findRule(manager: EntityManager, id: string): Promise<AutomationRule | null> {
    return manager.findOne(AutomationRule, { where: { id }, relations: { publishedVersion: true } });
  }
}
