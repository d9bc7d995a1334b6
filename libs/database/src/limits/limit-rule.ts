import type { Queryable } from '../queryable.js';
import { toJsonb } from '../ledger/jsonb.js';

/** Wakes whoever decides which runs of rules with limits are started. */
export const LIMITS_CHANNEL = 'jarvis_limits';

/** Waits until nobody decides about the runs of a rule. Whoever does locks runs then, and who ends a run locks its rule. */
export async function lockLimits(manager: Queryable, ruleId: string): Promise<void> {
  await manager.query('select from rule_limits where rule_id = $1 for no key update', [ruleId]);
}

/** Makes the limits of a rule those of its published version; what waits is looked at again. Null: it has none. */
export async function limitRule(
  manager: Queryable,
  { observatoryId, ruleId, limits }: { observatoryId: string; ruleId: string; limits: object | null },
): Promise<void> {
  // A rule that never had any gets no row.
  await manager.query(
    limits === null
      ? 'update rule_limits set limits = $3 where rule_id = $2 and observatory_id = $1'
      : `insert into rule_limits (observatory_id, rule_id, limits) values ($1, $2, $3)
         on conflict (rule_id) do update set limits = excluded.limits`,
    [observatoryId, ruleId, toJsonb(limits)],
  );
  await manager.query(
    `with again as (
       update run_holds set due = now() where rule_id = $1 and phase in ('new', 'gathering', 'queued') returning run_id)
     select pg_notify('${LIMITS_CHANNEL}', '') from again limit 1`,
    [ruleId],
  );
}
