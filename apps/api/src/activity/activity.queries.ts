import { ActivityLog } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, rowsAfter } from '../http/page.js';
import type { ActivityQuery } from './activity.schemas.js';

export interface ActivityRow {
  entry: ActivityLog;
  /** The thing at the vendor, from the effect ledger. */
  url: string | null;
}

const Place = z.object({ entry_id: z.uuid(), url: z.string().nullable() });

/**
 * One row more than the limit, newest first. Where the vendor shows the thing comes from the effect of the same step,
 * which may learn it after the line was written.
 */
export async function findActivity(manager: EntityManager, query: ActivityQuery): Promise<ActivityRow[]> {
  const { limit, cursor, platform, type, status, from, to, runId, ruleId } = query;
  const builder = manager
    .createQueryBuilder(ActivityLog, 'entry')
    .leftJoin('entry.rule', 'rule')
    .leftJoin('entry.run', 'run', 'entry.ruleId is null')
    .leftJoin(
      'effects',
      'effect',
      'effect.run_id = entry.run_id and effect.step_path = entry.step_path and effect.iteration = entry.iteration',
    )
    .addSelect(['rule.id', 'rule.name', 'run.id', 'run.planName'])
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
  if (platform) builder.andWhere('entry.platform = :platform', { platform });
  const { entities, raw } = await builder.getRawAndEntities<unknown>();
  const urls = new Map(
    z
      .array(Place)
      .parse(raw)
      .map(({ entry_id, url }) => [entry_id, url]),
  );
  return entities.map((entry) => ({ entry, url: urls.get(entry.id) ?? null }));
}
