import { Json, type JsonObject } from '@jarvis/plan';
import { EVENT_WAIT_STATUSES, sourceOfEvent } from '@jarvis/vocabulary';
import { z } from 'zod';
import type { Database } from '../database.js';
import type { LedgerScope } from '../ledger/entries.js';
import { toJsonb } from '../ledger/jsonb.js';
import type { Queryable } from '../queryable.js';

/** Runs of an observatory that wait for one event, at most: whoever brings an event looks at each. */
export const MAX_EVENT_WAITS = 10_000;

const EventWait = z.object({
  id: z.uuid(),
  status: z.enum(EVENT_WAIT_STATUSES),
  /** What is known of the event that came; null without one. */
  body: Json.nullable(),
});
export type EventWait = z.infer<typeof EventWait>;

export interface NewEventWait {
  scope: LedgerScope;
  stepPath: string;
  iteration: string;
  /** Name of the event. */
  event: string;
  /** What its body must contain; values and objects, no lists. */
  where: JsonObject;
  /** ISO 8601. */
  expiresAt: string;
}

/**
 * A run waits for an event. Once this is committed, {@link lookBack} must follow: until then no event settles the wait.
 * Asking again for the same step and iteration changes nothing and returns the row as it stands; in a run that has ended,
 * nothing is waited for.
 * @returns null where {@link MAX_EVENT_WAITS} are open already
 */
export async function openEventWait(manager: Queryable, wait: NewEventWait): Promise<EventWait | null> {
  const { scope, stepPath, iteration, event, where, expiresAt } = wait;
  await manager.query(
    `insert into event_waits (observatory_id, run_id, step_path, iteration, source, name, filter, expires_at, status)
     select $1::uuid, r.id, $3::text, $4::text, $5::text, $6::text, $7::jsonb, $8::timestamptz,
            case when r.finished_at is null then 'open' else 'cancelled' end
     from runs r
     where r.id = $2 and $9 > (select count(*) from (
       select from event_waits where observatory_id = $1 and source = $5 and name = $6 and status = 'open' limit $9) as open)
     for no key update of r
     on conflict (run_id, step_path, iteration) do nothing`,
    [
      scope.observatoryId,
      scope.runId,
      stepPath,
      iteration,
      sourceOfEvent(event),
      event,
      toJsonb(where),
      expiresAt,
      MAX_EVENT_WAITS,
    ],
  );
  return find(manager, 'w.run_id = $1 and w.step_path = $2 and w.iteration = $3', [scope.runId, stepPath, iteration]);
}

/**
 * Settles a wait that was just opened with the earliest event that fits and came since the run began. An event that comes
 * meanwhile is found, too. Holds up nobody who brings events, and does nothing where it was done before.
 */
export async function lookBack(
  database: Pick<Database, 'statements'>,
  { observatoryId, waitId }: { observatoryId: string; waitId: string },
): Promise<void> {
  // Each in a transaction of its own: the first one's lock is given back before the search.
  await database.statements(observatoryId, async (queryable) => {
    const [{ opened }] = Opened.parse(await queryable.query('select opened_before_events($1) as opened', [waitId]));
    if (opened) await queryable.query('select look_back($1)', [waitId]);
  });
}

const Opened = z.tuple([z.object({ opened: z.boolean() })]);

/** The row as it stands; null when this observatory has no such wait. */
export function readEventWait(manager: Queryable, waitId: string): Promise<EventWait | null> {
  return find(manager, 'w.id = $1', [waitId]);
}

/**
 * The workflow's clock has run out, or its part of the run ends: open → expired or cancelled, by the same compare-and-set
 * as an event, so that event and clock cannot both win.
 * @returns whatever the row says after it; null when there is no such wait
 */
export async function settleEventWait(
  manager: Queryable,
  { waitId, as }: { waitId: string; as: 'expired' | 'cancelled' },
): Promise<EventWait | null> {
  // Whoever ends the run locks its row before its waits, too.
  await manager.query(
    'select from runs r where id = (select run_id from event_waits where id = $1) for no key update of r',
    [waitId],
  );
  await manager.query(`update event_waits set status = $2, settled_at = now() where id = $1 and status = 'open'`, [
    waitId,
    as,
  ]);
  return readEventWait(manager, waitId);
}

async function find(manager: Queryable, condition: string, parameters: unknown[]): Promise<EventWait | null> {
  const rows: unknown = await manager.query(
    `select w.id, w.status, e.body from event_waits w left join events e on e.id = w.event_id where ${condition}`,
    parameters,
  );
  return z.array(EventWait).parse(rows)[0] ?? null;
}
