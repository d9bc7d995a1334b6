import { ActivityLog } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, rowsAfter } from '../http/page.js';
import type { ActivityQuery } from './activity.schemas.js';

export interface ActivityRow {
  entry: ActivityLog;
  platform: string | null;
  /** The thing at the vendor, from the effect ledger. */
  url: string | null;
}

const Extra = z.object({ entry_id: z.uuid(), platform: z.string().nullable(), url: z.string().nullable() });

/**
 * One row more than the limit, newest first. Which platform a line belongs to and where the vendor shows it comes from
 * the effect of the same step; lines without an effect name their connection, or nothing.
 */
export async function findActivity(manager: EntityManager, query: ActivityQuery): Promise<ActivityRow[]> {
  const { limit, cursor, platform, type, status, from, to, runId, ruleId } = query;
  const builder = manager
    .createQueryBuilder(ActivityLog, 'entry')
    .leftJoin('entry.rule', 'rule')
    .leftJoin(
      'effects',
      'effect',
      'effect.run_id = entry.run_id and effect.step_path = entry.step_path and effect.iteration = entry.iteration',
    )
    .leftJoin('integrations', 'integration', 'integration.id = entry.integration_id')
    .addSelect(['rule.id', 'rule.name'])
    .addSelect('coalesce(effect.platform, integration.platform)', 'platform')
    .addSelect('effect.external_url', 'url')
    .where('true')
    .orderBy('entry.occurredAt', 'DESC')
    .addOrderBy('entry.id', 'DESC')
    .limit(limit + 1);
  const after = decodeCursor(cursor);
  if (after) builder.andWhere(rowsAfter('activity_logs', 'occurred_at', 'entry'), after);
  if (type) builder.andWhere('entry.activityType = :type', { type });
  if (status) builder.andWhere('entry.status = :status', { status });
  if (from) builder.andWhere('entry.occurredAt >= :from', { from });
  if (to) builder.andWhere('entry.occurredAt < :to', { to });
  if (runId) builder.andWhere('entry.runId = :runId', { runId });
  if (ruleId) builder.andWhere('entry.ruleId = :ruleId', { ruleId });
  if (platform) builder.andWhere('coalesce(effect.platform, integration.platform) = :platform', { platform });
  const { entities, raw } = await builder.getRawAndEntities<unknown>();
  const extras = new Map(
    z
      .array(Extra)
      .parse(raw)
      .map((extra) => [extra.entry_id, extra]),
  );
  return entities.map((entry) => ({
    entry,
    platform: extras.get(entry.id)?.platform ?? null,
    url: extras.get(entry.id)?.url ?? null,
  }));
}
