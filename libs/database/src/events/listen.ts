import type { Queryable } from '../queryable.js';

export interface Listening {
  observatoryId: string;
  ruleId: string;
  /** What the rule listens to; null when it is started by something else. */
  to: { source: string; name: string } | null;
}

/** Makes what a rule listens to agree with its published trigger. Whether it is on is asked when an event comes. */
export async function listen(manager: Queryable, { observatoryId, ruleId, to }: Listening): Promise<void> {
  if (to === null) {
    await manager.query('delete from event_listeners where rule_id = $1', [ruleId]);
    return;
  }
  await manager.query(
    `insert into event_listeners (observatory_id, rule_id, source, name) values ($1, $2, $3, $4)
     on conflict (rule_id) do update set source = excluded.source, name = excluded.name`,
    [observatoryId, ruleId, to.source, to.name],
  );
}
