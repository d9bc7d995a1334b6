import { AuditEntry, AutomationRule } from '@jarvis/database';
import { RUN_STATUSES, type RunStatus } from '@jarvis/vocabulary';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { notFound } from '../http/api-error.js';
import { decodeCursor, rowsAfter } from '../http/page.js';
import type { RulesQuery } from './rules.schemas.js';

const TICKS = 20;
const Ticks = z.array(
  z.object({ rule_id: z.uuid(), id: z.uuid(), status: z.enum(RUN_STATUSES), started_at: z.coerce.date().nullable() }),
);
export interface Tick {
  runId: string;
  status: RunStatus;
  startedAt: Date | null;
}

/** One row more than the limit, newest first, with what is published. */
export function listRules(
  manager: EntityManager,
  { limit, cursor, q, enabled, trigger, tag }: RulesQuery,
): Promise<AutomationRule[]> {
  const query = manager
    .createQueryBuilder(AutomationRule, 'rule')
    .leftJoin('rule.publishedVersion', 'version')
    .addSelect(['version.id', 'version.version', 'version.definition'])
    .where('rule.deletedAt is null')
    .orderBy('rule.createdAt', 'DESC')
    .addOrderBy('rule.id', 'DESC')
    .limit(limit + 1);
  const after = decodeCursor(cursor);
  if (after) query.andWhere(rowsAfter('automation_rules', 'created_at', 'rule'), after);
  if (enabled !== undefined) query.andWhere('rule.enabled = :enabled', { enabled });
  if (trigger) query.andWhere('rule.triggerType = :trigger', { trigger });
  if (tag) query.andWhere(`rule.draft -> 'tags' @> to_jsonb(:tag::text)`, { tag });
  if (q) {
    const pattern = `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
    query.andWhere('(rule.name ilike :pattern or rule.description ilike :pattern)', { pattern });
  }
  return query.getMany();
}

/** @throws ApiError 404 for what does not exist, was deleted, or belongs to another observatory */
export async function findRuleOrFail(manager: EntityManager, id: string): Promise<AutomationRule> {
  const rule = await manager.findOne(AutomationRule, { where: { id }, relations: { publishedVersion: true } });
  if (rule === null || rule.deletedAt !== null) throw notFound('rule');
  return rule;
}

/**
 * The same, locked until the transaction ends; `deleted` includes rules that can be restored. Its key stays free, so that
 * runs of the rule may begin meanwhile.
 */
export async function lockRuleOrFail(
  manager: EntityManager,
  id: string,
  { deleted = false } = {},
): Promise<AutomationRule> {
  const locked = await manager.findOne(AutomationRule, {
    select: { id: true },
    where: { id },
    lock: { mode: 'for_no_key_update' },
  });
  if (locked === null) throw notFound('rule');
  const rule = await manager.findOneOrFail(AutomationRule, { where: { id }, relations: { publishedVersion: true } });
  if (rule.deletedAt !== null && !deleted) throw notFound('rule');
  return rule;
}

/** The last 20 runs of each rule, oldest first. */
export async function findTicks(
  manager: EntityManager,
  ruleIds: readonly string[],
): Promise<ReadonlyMap<string, Tick[]>> {
  const ticks = new Map<string, Tick[]>();
  if (ruleIds.length === 0) return ticks;
  const rows: unknown = await manager.query(
    `select wanted.id as rule_id, r.id, r.status, r.started_at
     from unnest($1::uuid[]) as wanted (id)
     cross join lateral (
       select id, status, started_at, created_at from runs where rule_id = wanted.id order by created_at desc, id desc limit ${TICKS.toString()}) r
     order by r.created_at, r.id`,
    [ruleIds],
  );
  for (const { rule_id: ruleId, id, status, started_at: startedAt } of Ticks.parse(rows)) {
    ticks.set(ruleId, [...(ticks.get(ruleId) ?? []), { runId: id, status, startedAt }]);
  }
  return ticks;
}

/** Other rules whose published steps call the rule, as was written down when they were published. */
export function findCallers(manager: EntityManager, ruleId: string): Promise<Pick<AutomationRule, 'id' | 'name'>[]> {
  return manager
    .createQueryBuilder(AutomationRule, 'rule')
    .innerJoin('rule.publishedVersion', 'version')
    .select(['rule.id', 'rule.name'])
    .where('rule.deletedAt is null and rule.id <> :ruleId and :ruleId = any (version.callees)', { ruleId })
    .orderBy('rule.name')
    .getMany();
}

/** Who saved the draft last, from the audit log. */
export function findLastSave(manager: EntityManager, ruleId: string): Promise<AuditEntry | null> {
  return manager.findOne(AuditEntry, {
    where: { entityType: 'rule', entityId: ruleId, action: 'rule.draft-saved' },
    order: { createdAt: 'DESC' },
  });
}
