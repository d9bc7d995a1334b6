import { AutomationRule, Effect, Integration, Run } from '@jarvis/database';
import { In, IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import { z } from 'zod';

const count = z.coerce.number().int();
const optionalMs = z.coerce.number().nullable();

const Stats = z.tuple([
  z.object({
    runs: count,
    succeeded: count,
    failed: count,
    waiting: count,
    completion_p50: optionalMs,
    completion_p95: optionalMs,
  }),
]);

/** Runs that began within the window; completion is measured from the trigger. */
export async function readStats(manager: EntityManager, since: Date) {
  const rows: unknown = await manager.query(
    `select count(*) as runs,
       count(*) filter (where status = 'succeeded') as succeeded,
       count(*) filter (where status = 'failed') as failed,
       count(*) filter (where status = 'waiting') as waiting,
       percentile_cont(0.5) within group (order by extract(epoch from finished_at - created_at) * 1000)
         filter (where finished_at is not null) as completion_p50,
       percentile_cont(0.95) within group (order by extract(epoch from finished_at - created_at) * 1000)
         filter (where finished_at is not null) as completion_p95
     from runs where created_at >= $1`,
    [since],
  );
  return Stats.parse(rows)[0];
}

const Hours = z.array(z.object({ hour: z.coerce.date(), succeeded: count, failed: count, other: count }));

/** One row for every hour of the window, also the empty ones. */
export async function readHours(manager: EntityManager, since: Date) {
  const rows: unknown = await manager.query(
    `select hours.hour,
       count(r.id) filter (where r.status = 'succeeded') as succeeded,
       count(r.id) filter (where r.status = 'failed') as failed,
       count(r.id) filter (where r.status not in ('succeeded', 'failed')) as other
     from generate_series(date_trunc('hour', $1::timestamptz) + interval '1 hour', date_trunc('hour', now()), interval '1 hour') as hours (hour)
     left join runs r on r.created_at >= hours.hour and r.created_at < hours.hour + interval '1 hour'
     group by hours.hour order by hours.hour`,
    [since],
  );
  return Hours.parse(rows);
}

const Approvals = z.tuple([z.object({ pending: count, answer_p50: optionalMs })]);

export async function readApprovals(manager: EntityManager, since: Date) {
  const rows: unknown = await manager.query(
    `select count(*) filter (where status = 'pending' and expires_at > now()) as pending,
       percentile_cont(0.5) within group (order by extract(epoch from responded_at - requested_at) * 1000)
         filter (where status in ('approved', 'rejected') and requested_at >= $1) as answer_p50
     from approval_requests where status = 'pending' or requested_at >= $1`,
    [since],
  );
  return Approvals.parse(rows)[0];
}

/** The latest runs that failed within the window. */
export function findFailedRuns(manager: EntityManager, since: Date): Promise<Run[]> {
  return manager.find(Run, {
    where: { status: 'failed', createdAt: MoreThan(since) },
    relations: { rule: true, ruleVersion: true },
    order: { createdAt: 'DESC' },
    take: 5,
  });
}

/** Effects only a person can settle. */
export function findUnknownEffects(manager: EntityManager): Promise<Effect[]> {
  return manager.find(Effect, {
    select: { id: true, runId: true, action: true, sentAt: true },
    where: { state: 'unknown' },
    order: { sentAt: 'ASC' },
    take: 5,
  });
}

export function findBrokenConnections(manager: EntityManager): Promise<Integration[]> {
  return manager.find(Integration, {
    // Only one that rules need is kept when it is disconnected.
    where: [{ status: In(['error', 'disconnected']) }, { health: 'unhealthy' }],
    order: { accountName: 'ASC' },
  });
}

export async function findBrokenSchedules(manager: EntityManager) {
  const rules = await manager.find(AutomationRule, {
    select: { id: true, name: true, scheduleProblem: true },
    where: { enabled: true, deletedAt: IsNull(), triggerType: 'schedule', scheduleProblem: Not(IsNull()) },
    order: { name: 'ASC' },
    take: 20,
  });
  return rules.map(({ id, name, scheduleProblem }) => ({ ruleId: id, ruleName: name, problem: scheduleProblem ?? '' }));
}

export async function countThings(manager: EntityManager) {
  const rules = { total: 0, enabled: 0 };
  rules.total = await manager.countBy(AutomationRule, { deletedAt: IsNull() });
  rules.enabled = await manager.countBy(AutomationRule, { deletedAt: IsNull(), enabled: true });
  const connections = {
    total: await manager.count(Integration),
    healthy: await manager.countBy(Integration, { health: In(['healthy']) }),
  };
  return { rules, connections };
}

const Usage = z.tuple([z.object({ tokens: count.nullable(), cost: z.coerce.number().nullable() })]);

/** Tokens and dollars that model steps noted in the feed. */
export async function readModelUsage(
  manager: EntityManager,
  since: Date,
): Promise<{ tokens: number; costUsd: number }> {
  const rows: unknown = await manager.query(
    `select sum(coalesce((metadata->>'inputTokens')::numeric, 0) + coalesce((metadata->>'outputTokens')::numeric, 0)) as tokens,
       sum((metadata->>'costUsd')::numeric) as cost
     from activity_logs where activity_type = 'model' and occurred_at >= $1`,
    [since],
  );
  const [{ tokens, cost }] = Usage.parse(rows);
  return { tokens: tokens ?? 0, costUsd: cost ?? 0 };
}
