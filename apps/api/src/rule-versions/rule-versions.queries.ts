import { RESTARTABLE, RuleVersion } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { notFound } from '../http/api-error.js';
import type { LiveRuns } from './rule-versions.schemas.js';

/** Newest first, without definition and plan. */
export function listVersions(manager: EntityManager, ruleId: string): Promise<RuleVersion[]> {
  return manager.find(RuleVersion, {
    select: { id: true, version: true, planHash: true, publishedAt: true, publishedBy: true, note: true },
    where: { ruleId },
    order: { version: 'DESC' },
  });
}

const LiveRow = z.object({ version: z.int(), runs: z.coerce.number(), waiting: z.coerce.number() });
const Standing = z.tuple([z.object({ standing: z.coerce.number() })]);

/** Runs that can be started anew by their version, and what of their effects stands outside. */
export async function findLiveRuns(manager: EntityManager, ruleId: string): Promise<z.input<typeof LiveRuns>> {
  const rows: unknown = await manager.query(
    `select v.version, count(*) as runs, count(*) filter (where r.status = 'waiting') as waiting
     from runs r join rule_versions v on v.id = r.rule_version_id
     where r.rule_id = $1 and ${RESTARTABLE} group by v.version order by v.version desc`,
    [ruleId],
  );
  const effects: unknown = await manager.query(
    `select count(*) as standing from effects e join runs r on r.id = e.run_id
     where r.rule_id = $1 and ${RESTARTABLE} and e.effect = 'write' and e.state in ('sent', 'confirmed', 'unknown')`,
    [ruleId],
  );
  return { versions: z.array(LiveRow).parse(rows), standing: Standing.parse(effects)[0].standing };
}

/** @throws ApiError 404 */
export async function findVersionOrFail(
  manager: EntityManager,
  { ruleId, version }: { ruleId: string; version: number },
): Promise<RuleVersion> {
  const found = await manager.findOneBy(RuleVersion, { ruleId, version });
  if (found === null) throw notFound('version');
  return found;
}
