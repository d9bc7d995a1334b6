import { RuleVersion } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { notFound } from '../http/api-error.js';

/** Newest first, without definition and plan. */
export function listVersions(manager: EntityManager, ruleId: string): Promise<RuleVersion[]> {
  return manager.find(RuleVersion, {
    select: { id: true, version: true, planHash: true, publishedAt: true, publishedBy: true, note: true },
    where: { ruleId },
    order: { version: 'DESC' },
  });
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
