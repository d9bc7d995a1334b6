import { AutomationRule, DriftEntry, Effect, Connection, Run } from '@jarvis/database';
import { In, IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import { z } from 'zod';

const Count = z.coerce.number().int();
const OptionalMs = z.coerce.number().nullable();

const RunFigures = z.tuple([
  z.object({
    runs: Count,
    succeeded: Count,
    failed: Count,
    waiting: Count,
    completion_ms: z.tuple([OptionalMs, OptionalMs]).nullable(),
    per_hour: z.array(z.object({ hour: z.coerce.date(), succeeded: Count, failed: Count, other: Count })),
  }),
]);

/**
 * Runs of rules that began within the window, read once: counts, how long they took from the trigger (median and 95th
 * percentile), and one row for every hour, also the empty ones.
 */
export async function readRunFigures(manager: EntityManager, since: Date) {
  const rows: unknown = await manager.query(
    `with recent as materialized (
       select status, date_trunc('hour', created_at) as hour, finished_at - created_at as took
       from runs where created_at >= $1 and rule_id is not null),
     counted as (
       select hour, count(*) filter (where status = 'succeeded') as succeeded,
         count(*) filter (where status = 'failed') as failed,
         count(*) filter (where status not in ('succeeded', 'failed')) as other
       from recent group by hour)
     select count(*) as runs,
       count(*) filter (where status = 'succeeded') as succeeded,
       count(*) filter (where status = 'failed') as failed,
       count(*) filter (where status = 'waiting') as waiting,
       (select array_agg(extract(epoch from part) * 1000 order by place)
        from unnest(percentile_cont(array[0.5, 0.95]) within group (order by took)) with ordinality as p (part, place)
       ) as completion_ms,
       (select jsonb_agg(jsonb_build_object('hour', hour, 'succeeded', coalesce(succeeded, 0),
                'failed', coalesce(failed, 0), 'other', coalesce(other, 0)) order by hour)
        from generate_series(date_trunc('hour', $1::timestamptz) + interval '1 hour', date_trunc('hour', now()),
                             interval '1 hour') as hours (hour) left join counted using (hour)) as per_hour
     from recent`,
    [since],
  );
  return RunFigures.parse(rows)[0];
}

const Pending = z.tuple([z.object({ pending: Count })]);

export async function countPendingApprovals(manager: EntityManager): Promise<number> {
  const rows: unknown = await manager.query(
    `select count(*) as pending from approval_requests where status = 'pending' and expires_at > now()`,
  );
  return Pending.parse(rows)[0].pending;
}

const AnswerTime = z.tuple([z.object({ median: OptionalMs })]);

/** How long approvals of the window waited for their answer, the median in ms; null when none was answered. */
export async function readAnswerTime(manager: EntityManager, since: Date): Promise<number | null> {
  const rows: unknown = await manager.query(
    `select extract(epoch from percentile_cont(0.5) within group (order by responded_at - requested_at)) * 1000 as median
     from approval_requests where status in ('approved', 'rejected') and requested_at >= $1`,
    [since],
  );
  return AnswerTime.parse(rows)[0].median;
}

/** The latest runs of rules that failed within the window: who called an action was told. */
export function findFailedRuns(manager: EntityManager, since: Date): Promise<Run[]> {
  return manager.find(Run, {
    where: { status: 'failed', createdAt: MoreThan(since), ruleId: Not(IsNull()) },
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

export function findBrokenConnections(manager: EntityManager): Promise<Connection[]> {
  return manager.find(Connection, {
    // Only one that rules need is kept when it is disconnected.
    where: [{ status: In(['error', 'disconnected']) }, { health: 'unhealthy' }],
    order: { accountName: 'ASC' },
  });
}

/** Nobody has to connect these again: it is the vendor that does not answer. */
export async function findSilentConnections(manager: EntityManager) {
  const connections = await manager.find(Connection, {
    where: { status: 'connected', health: 'degraded' },
    order: { accountName: 'ASC' },
    take: 20,
  });
  return connections.map(({ id, platform, accountName, errorMessage }) => ({
    id,
    platform,
    accountName,
    message: errorMessage ?? 'Its last check found trouble.',
  }));
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

/** Disagreements with Temporal that a person must look at. */
export function countDrift(manager: EntityManager): Promise<number> {
  return manager.countBy(DriftEntry, { mended: false });
}

const Things = z.tuple([
  z.object({
    rules: z.object({ total: Count, enabled: Count }),
    connections: z.object({ total: Count, healthy: Count }),
  }),
]);

export async function countThings(manager: EntityManager) {
  const rows: unknown = await manager.query(
    `select
       (select jsonb_build_object('total', count(*), 'enabled', count(*) filter (where enabled))
        from automation_rules where deleted_at is null) as rules,
       (select jsonb_build_object('total', count(*), 'healthy', count(*) filter (where health = 'healthy'))
        from integrations) as connections`,
  );
  return Things.parse(rows)[0];
}

const Usage = z.tuple([z.object({ tokens: Count.nullable(), cost: z.coerce.number().nullable() })]);

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
