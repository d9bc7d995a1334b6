import type { Queryable } from '../queryable.js';

export interface Listening {
  observatoryId: string;
  ruleId: string;
  /** What the rule listens to; null when it is started by something else. */
  to: { source: string; name: string } | null;
}

/** Rules of an observatory that listen to one event, at most: the statement that makes it happen starts all their runs. */
export const MAX_LISTENERS = 100;

/**
 * Makes what a rule listens to agree with its published trigger. Whether it is on is asked when an event comes.
 * @returns whether there is room for it: false, and nothing changed, where {@link MAX_LISTENERS} listen already
 */
export async function listen(manager: Queryable, { observatoryId, ruleId, to }: Listening): Promise<boolean> {
  if (to === null) {
    await manager.query('delete from event_listeners where rule_id = $1', [ruleId]);
    return true;
  }
  const { source, name } = to;
  // One after the other, so that of two at once the second counts the first.
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `listen ${observatoryId} ${source} ${name}`,
  ]);
  const rows: unknown = await manager.query(
    `insert into event_listeners (observatory_id, rule_id, source, name)
     select $1::uuid, $2::uuid, $3::text, $4::text
     where $5 > (select count(*) from event_listeners l join automation_rules r on r.id = l.rule_id
                 where l.observatory_id = $1 and l.source = $3 and l.name = $4 and l.rule_id <> $2 and r.deleted_at is null)
     on conflict (rule_id) do update set source = excluded.source, name = excluded.name
     returning id`,
    [observatoryId, ruleId, source, name, MAX_LISTENERS],
  );
  return Array.isArray(rows) && rows.length > 0;
}
