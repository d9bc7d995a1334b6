import { z } from 'zod';
import { OUTBOX_CHANNEL } from '../outbox/enqueue.js';
import { notify } from '../notify.js';
import type { Queryable } from '../queryable.js';
import type { LedgerScope } from './entries.js';

/** SQL that says whether the runs of a version have a list of events. */
export const hasItems = (version: string) => `(${version}.definition #> '{limits,batch}' is not null)`;

/**
 * The event of a run that was cancelled for a new version runs with the version that is published now. In the statement
 * that ends the run it can neither be lost nor happen twice, and what the run did is undone before. A run that ended in
 * another way in the meantime has had its event. Its id comes from that of the run before, so that a run that ends once
 * more after a restore of the database does not run its event twice.
 *
 * @param status SQL of the status with which the run in `closed` ends
 */
export const restarting = (status: string) => ({
  expressions: [
    `restarted as (
      insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, kind, trigger_type, trigger_summary, event,
                        requested_by, replay_of, trigger_details)
      select restarted_run_id(old.id), old.observatory_id, old.rule_id, v.id, v.plan_hash, old.kind, 'manual',
             'Started anew: ' || old.trigger_summary,
             case when ${hasItems('v')} and not ${hasItems('before')} then jsonb_build_object('items', jsonb_build_array(old.event))
                  else old.event end,
             closed.restart_by, old.id, jsonb_build_object('kind', old.trigger_type) || old.trigger_details
      from closed
        join runs old on old.id = closed.id
        join rule_versions before on before.id = old.rule_version_id
        join automation_rules rule on rule.id = old.rule_id and rule.deleted_at is null
        join rule_versions v on v.id = rule.published_version_id
      where ${status} = 'cancelled' and closed.restart_by is not null
      on conflict (id) do nothing
      returning id, observatory_id)`,
    `restart_asked as (
      insert into outbox (observatory_id, topic, key, payload)
      select observatory_id, 'start-run', 'start-run/' || id, jsonb_build_object('runId', id) from restarted
      returning id)`,
  ],
  select: `(select id from restarted) as restarted, (select pg_notify('${OUTBOX_CHANNEL}', '') from restart_asked) as asked`,
});

const Restarted = z.object({ restarted: z.uuid().nullable() });

export async function announceRestart(manager: Queryable, { observatoryId }: LedgerScope, row: unknown): Promise<void> {
  const { restarted } = Restarted.parse(row);
  if (restarted !== null)
    await notify(manager, { type: 'run_updated', observatoryId, runId: restarted, id: restarted });
}
