import { cancelOpenApprovals, notify, requestCancel, OUTBOX_CHANNEL } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';

const Ids = z.array(z.object({ id: z.uuid() }));
const WAITING = `('new', 'gathering', 'queued')`;

/** A rule's runs that are held back, in the transaction that decides about them. */
export interface OfRule {
  manager: EntityManager;
  observatoryId: string;
  ruleId: string;
}

/**
 * Locks runs before their holds, as whoever ends a run does.
 * @returns those that have not ended
 */
export async function lockRuns({ manager }: OfRule, runIds: readonly string[]): Promise<string[]> {
  if (runIds.length === 0) return [];
  const rows: unknown = await manager.query(
    'select id from runs where id = any($1::uuid[]) and finished_at is null order by id for no key update',
    [runIds],
  );
  const open = new Set(Ids.parse(rows).map(({ id }) => id));
  return runIds.filter((id) => open.has(id));
}

/**
 * Locks runs that are to be left out or merged, and asks then whether they are still held back: a person may have started
 * one in the meantime.
 */
export async function lockHeld(of: OfRule, runIds: readonly string[]): Promise<string[]> {
  const open = await lockRuns(of, runIds);
  if (open.length === 0) return [];
  const rows: unknown = await of.manager.query(
    `select run_id as id from run_holds where run_id = any($1::uuid[]) and phase in ${WAITING}`,
    [open],
  );
  const held = new Set(Ids.parse(rows).map(({ id }) => id));
  return open.filter((id) => held.has(id));
}

/** What became due is looked at now. */
export async function takeDue(of: OfRule): Promise<void> {
  const rows: unknown = await of.manager.query(
    `select run_id as id from run_holds where rule_id = $1 and phase = 'queued' and due <= now()`,
    [of.ruleId],
  );
  // Of a run that has ended it stays: its end is looked at, too.
  const open = await lockRuns(
    of,
    Ids.parse(rows).map(({ id }) => id),
  );
  await of.manager.query(`update run_holds set due = null where run_id = any($1::uuid[]) and phase = 'queued'`, [open]);
}

/** Runs that ended give their places back. */
export async function retireEnded({ manager, ruleId }: OfRule): Promise<void> {
  await manager.query(
    `update run_holds h set phase = 'ended', due = null
     from runs r where r.id = h.run_id and h.rule_id = $1 and h.due <= now() and r.finished_at is not null`,
    [ruleId],
  );
}

/** Makes a run that collects no more events ready: of a rule that does, a single one is a list too. */
export async function endGathering(of: OfRule, runIds: readonly string[]): Promise<void> {
  const open = await lockRuns(of, runIds);
  await of.manager.query(
    `update runs r set event = jsonb_build_object('items', jsonb_build_array(r.event))
     from run_holds h, rule_versions v
     where r.id = any($1::uuid[]) and h.run_id = r.id and h.phase in ('new', 'gathering')
       and v.id = r.rule_version_id and v.definition #> '{limits,batch}' is not null`,
    [open],
  );
}

/** Lets runs go to the relay, each once. @returns those that waited until now */
export async function startHeld(of: OfRule, runIds: readonly string[]): Promise<string[]> {
  const { manager, observatoryId } = of;
  const open = await lockRuns(of, runIds);
  if (open.length === 0) return [];
  const rows: unknown = await manager.query(
    `with let_go as (
       update run_holds set phase = 'started', started_at = now(), due = null
       where run_id = any($1::uuid[]) and phase in ${WAITING} returning run_id, place)
     select run_id as id from let_go order by place`,
    [open],
  );
  const started = Ids.parse(rows).map(({ id }) => id);
  await manager.query('update runs set limited = true, waiting_for = null where id = any($1::uuid[])', [started]);
  await manager.query(
    `with added as (
       insert into outbox (observatory_id, topic, key, payload)
       select $1, 'start-run', 'start-run/' || id, jsonb_build_object('runId', id)
       from unnest($2::uuid[]) with ordinality as given (id, turn) order by turn
       on conflict (key) do nothing returning id)
     select pg_notify('${OUTBOX_CHANNEL}', '') from added limit 1`,
    [observatoryId, started],
  );
  await tell(of, started);
  return started;
}

/** Lets one run go at once. @returns whether it waited until now */
export async function startNow(of: OfRule, runId: string): Promise<boolean> {
  await endGathering(of, [runId]);
  return (await startHeld(of, [runId])).length > 0;
}

/** Ends runs that were never begun, and says why. @returns those that it ended */
export async function skipHeld(of: OfRule, runIds: readonly string[], message: string): Promise<string[]> {
  const { manager } = of;
  const open = await lockHeld(of, runIds);
  if (open.length === 0) return [];
  await manager.query(`update run_holds set phase = 'skipped', due = null where run_id = any($1::uuid[])`, [open]);
  await manager.query(
    `update runs set status = 'skipped', outcome_message = $2, waiting_for = null, started_at = now(), finished_at = now()
     where id = any($1::uuid[])`,
    [open, message],
  );
  await manager.query(
    `update inbox set status = 'started', started_at = now() where run_id = any($1::uuid[]) and status = 'received'`,
    [open],
  );
  await tell(of, open);
  return open;
}

/** Stops runs that are under way, as a person would. */
export async function cancelStarted({ manager, observatoryId }: OfRule, runIds: readonly string[]): Promise<void> {
  for (const runId of runIds) {
    await requestCancel(manager, { observatoryId, runId });
    await cancelOpenApprovals(manager, { observatoryId, runId });
  }
}

/** Says what runs wait for. */
export async function sayWaiting(of: OfRule, runIds: readonly string[], words: string): Promise<void> {
  if (runIds.length === 0) return;
  const rows: unknown = await of.manager.query(
    `with told as (
       update runs r set waiting_for = $2, limited = true from run_holds h
       where r.id = any($1::uuid[]) and r.finished_at is null and h.run_id = r.id and h.phase in ${WAITING} returning r.id)
     select id from told`,
    [runIds, words],
  );
  await tell(
    of,
    Ids.parse(rows).map(({ id }) => id),
  );
}

async function tell({ manager, observatoryId }: OfRule, runIds: readonly string[]): Promise<void> {
  for (const id of runIds) await notify(manager, { type: 'run_updated', observatoryId, runId: id, id });
}
