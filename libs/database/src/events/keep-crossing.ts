import type { Json } from '@jarvis/plan';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { requestRun } from '../outbox/requests.js';
import { EVENT_SOURCES } from './emitting.js';
import { keepPoll, type ClaimedSource } from './poll-source.js';

const Started = z.array(z.object({ id: z.uuid(), version_id: z.uuid(), plan_hash: z.string() }));

/**
 * What a look at a number has found, in one transaction with the run that it starts. What it finds out again after a kill was
 * never kept, so a crossing is one run.
 * @param crossed left out: nothing to tell anybody
 */
export async function keepCrossing(
  manager: EntityManager,
  source: ClaimedSource,
  { now, waitMs, crossed }: { now: unknown; waitMs: number; crossed?: { event: Json; summary: string } | undefined },
): Promise<void> {
  const kept = await keepPoll(manager, source, { occurred: [], cursor: now, waitMs, hasFired: crossed !== undefined });
  if (!kept || !crossed) return;
  const { observatoryId } = source;
  const rows: unknown = await manager.query(
    `select r.id, v.id as version_id, v.plan_hash
     from event_listeners l
     join automation_rules r on r.id = l.rule_id
     join rule_versions v on v.id = r.published_version_id
     where l.source = '${EVENT_SOURCES.platforms}' and l.name = $1 and r.enabled and r.deleted_at is null
     for share of r`,
    [source.id],
  );
  for (const { id: ruleId, version_id: ruleVersionId, plan_hash: planHash } of Started.parse(rows)) {
    const { event, summary: triggerSummary } = crossed;
    const run = { observatoryId, ruleId, ruleVersionId, planHash, triggerSummary, event };
    await requestRun(manager, { ...run, triggerType: 'condition' });
  }
}
