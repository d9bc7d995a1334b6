import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { cancelApproval } from '../approvals/settle-approval.js';
import { hasItems } from '../ledger/restarting.js';
import { OUTBOX_CHANNEL } from './enqueue.js';

const Ids = z.array(z.object({ id: z.uuid() }));

/**
 * Of the runs `r` of a rule those that can be started anew. What the limits of the rule hold back has done nothing yet, and
 * whoever called a run and waits for it would have its step fail.
 */
export const RESTARTABLE = `r.finished_at is null and r.awaited_by is null
  and not exists (select from run_holds h where h.run_id = r.id and h.phase in ('new', 'gathering', 'queued'))`;

/** Locks them before their rule, as whoever ends a run does. */
export async function lockRestartable(manager: EntityManager, ruleId: string): Promise<void> {
  await manager.query(
    `select from runs r where r.rule_id = $1 and ${RESTARTABLE} order by r.id for no key update of r`,
    [ruleId],
  );
}

/**
 * Cancels the runs of a rule that go on with other versions, and has their events run anew when they have ended. Runs that
 * somebody had cancelled already stay so, and those with a list of events where a version takes one event.
 * @returns how many
 */
export async function requestRestarts(
  manager: EntityManager,
  {
    observatoryId,
    ruleId,
    versionId,
    requestedBy,
  }: { observatoryId: string; ruleId: string; versionId: string; requestedBy: string },
): Promise<number> {
  const rows: unknown = await manager.query(
    `with live as (
       update runs r set restart_by = $3
       where r.rule_id = $1 and ${RESTARTABLE} and r.rule_version_id <> $2 and r.restart_by is null
         and not exists (select from rule_versions before, rule_versions next
                         where before.id = r.rule_version_id and next.id = $2
                           and ${hasItems('before')} and not ${hasItems('next')})
         and not exists (select from outbox where key = 'cancel-run/' || r.id)
       returning id, observatory_id),
     asked as (
       insert into outbox (observatory_id, topic, key, payload)
       select observatory_id, 'cancel-run', 'cancel-run/' || id, jsonb_build_object('runId', id) from live
       on conflict (key) do nothing returning id),
     woken as (select pg_notify('${OUTBOX_CHANNEL}', '') from asked limit 1)
     select live.id from live left join woken on true`,
    [ruleId, versionId, requestedBy],
  );
  const ids = Ids.parse(rows).map(({ id }) => id);
  // At once, not when the workflows hear of it: nobody shall approve what will not happen.
  const questions: unknown = await manager.query(
    `select id from approval_requests where run_id = any ($1) and status = 'pending'`,
    [ids],
  );
  for (const { id } of Ids.parse(questions)) await cancelApproval(manager, { observatoryId, approvalId: id });
  return ids.length;
}
