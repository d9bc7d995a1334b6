import { z } from 'zod';
import { toJsonb, toText } from '../ledger/jsonb.js';
import { notify } from '../notify.js';
import type { Queryable } from '../queryable.js';
import { EVENT_SOURCES } from './emitting.js';

const Claimed = z.array(
  z.object({
    id: z.uuid(),
    claim: z.uuid(),
    observatory_id: z.uuid(),
    uses: z.string(),
    watches: z.enum(['events', 'number']),
    connection_id: z.uuid().nullable(),
    settings: z.unknown(),
    cursor: z.unknown(),
    failures: z.int(),
  }),
);

/** A source that this process reads, and nobody else until its claim has run out. */
export interface ClaimedSource {
  id: string;
  claim: string;
  observatoryId: string;
  /** What happens there, by a trigger of a platform, or a number, by an action that reads. */
  watches: 'events' | 'number';
  /** That trigger or action. */
  uses: string;
  /** Null where an action needs none. */
  connectionId: string | null;
  settings: unknown;
  /** Null before it has begun. */
  cursor: unknown;
  /** In a row, until now. */
  failures: number;
}

/** One thing that happened there. */
export interface Occurred {
  key: string;
  /** For lists, with what it is. */
  summary: string;
  body: unknown;
}

/** Needs nothing of the source but its row, so that the same holds when it is asked again under the lock. */
const IS_FREE = `s.next_at <= now() and (s.claimed_until is null or s.claimed_until < now())`;

interface Claiming {
  most: number;
  /** Most sources of one observatory at a time, those that the caller reads already (by observatory) among them. */
  mostOfOne?: number;
  held?: Readonly<Record<string, number>>;
  /** How long nobody else may read them. */
  claimMs: number;
}

/** Takes some of the sources that are due, those of every observatory in turn. Runs as `jarvis_system`. */
export async function claimSources(
  manager: Queryable,
  { most, mostOfOne = most, held = {}, claimMs }: Claiming,
): Promise<ClaimedSource[]> {
  const rows: unknown = await manager.query(
    `with due as (
       select s.id, s.next_at, row_number() over (partition by s.observatory_id order by s.next_at)
         + coalesce(($3::jsonb->>s.observatory_id::text)::int, 0) as turn
       from event_sources s
       where ${IS_FREE} and exists (
         select from event_listeners l join automation_rules r on r.id = l.rule_id
         where l.source = '${EVENT_SOURCES.platforms}' and l.name = s.id::text and r.enabled and r.deleted_at is null)),
     taken as (
       select s.id from event_sources s join due on due.id = s.id
       where ${IS_FREE} and due.turn <= $4 order by due.turn, due.next_at limit $1 for update of s skip locked),
     claimed as (
       update event_sources s set claim = gen_random_uuid(), claimed_until = now() + $2 * interval '1 millisecond',
         again_at = case when s.again_at > now() then s.again_at end
       from taken where taken.id = s.id
       returning s.id, s.claim, s.observatory_id, s.uses, s.watches, s.connection_id, s.settings, s.cursor, s.failures)
     select * from claimed`,
    [most, claimMs, toJsonb(held), mostOfOne],
  );
  return Claimed.parse(rows).map(({ observatory_id: observatoryId, connection_id: connectionId, ...source }) => ({
    ...source,
    observatoryId,
    connectionId,
  }));
}

type Held = Pick<ClaimedSource, 'id' | 'claim' | 'observatoryId' | 'uses' | 'connectionId'>;

/**
 * What was found and how far it was read, in one transaction with the runs that it starts. What was found before is passed
 * over.
 * @param again set: it is read on at once, and stays ours for this long; otherwise it is free until `waitMs` are over
 * @returns false, and nothing is written, when it is not ours any more
 */
export async function keepPoll(
  manager: Queryable,
  source: Held,
  {
    occurred,
    cursor,
    waitMs,
    again,
    hasFired = false,
  }: {
    occurred: readonly Occurred[];
    cursor: unknown;
    waitMs: number;
    again?: { claimMs: number };
    /** Rules are started by it although nothing `occurred`. */
    hasFired?: boolean;
  },
): Promise<boolean> {
  const before = await hold(manager, source);
  if (!before) return false;
  const { id, observatoryId, uses, connectionId } = source;
  const items = occurred.map(({ key, summary, body }) => ({
    key: `${id}/${uses}/${connectionId ?? ''}/${key}`,
    summary,
    body,
  }));
  const rows: unknown = await manager.query(
    `insert into events (observatory_id, source, name, dedupe_key, summary, body)
     select $1, '${EVENT_SOURCES.platforms}', $2, item->>'key', left(item->>'summary', 200), item->'body'
     from jsonb_array_elements($3::jsonb) with ordinality as found (item, place) order by place
     on conflict (observatory_id, source, dedupe_key) do nothing
     returning id`,
    [observatoryId, id, toJsonb(items)],
  );
  const isNews = hasFired || (Array.isArray(rows) && rows.length > 0);
  await manager.query(
    `update event_sources set cursor = $2, last_polled_at = now(), failures = 0,
       error_code = null, error_message = null, error_hint = null,
       last_event_at = case when $3 then now() else last_event_at end,
       next_at = least(now() + $4 * interval '1 millisecond', again_at), asked = asked and $5::int is not null,
       claim = case when $5::int is null then null else claim end, claimed_until = now() + $5 * interval '1 millisecond'
     where id = $1`,
    [id, toJsonb(cursor), isNews, again ? 0 : waitMs, again?.claimMs ?? null],
  );
  if (isNews || before.asked || before.error_code !== null) await tellRules(manager, source);
  return true;
}

/** Why it could not be read; it is tried again from where it was read to. */
export async function failPoll(
  manager: Queryable,
  source: Held,
  { code, message, hint, waitMs }: { code: string; message: string; hint?: string | undefined; waitMs: number },
): Promise<void> {
  const before = await hold(manager, source);
  if (!before) return;
  await manager.query(
    `update event_sources set last_polled_at = now(), failures = failures + 1, asked = false,
       error_code = $2, error_message = $3, error_hint = $4,
       next_at = now() + $5 * interval '1 millisecond', claim = null, claimed_until = null
     where id = $1`,
    [source.id, code, toText(message), toText(hint), waitMs],
  );
  if (before.asked || before.error_code !== code) await tellRules(manager, source);
}

/** Nobody was asked, so nothing is known: whoever is free may read it after the wait. */
export async function releaseSource(
  manager: Queryable,
  { id, claim }: Held,
  { waitMs }: { waitMs: number },
): Promise<void> {
  await manager.query(
    `update event_sources set claim = null, claimed_until = null,
       next_at = greatest(next_at, now() + $3 * interval '1 millisecond')
     where id = $1 and claim = $2`,
    [id, claim, waitMs],
  );
}

const Before = z.array(z.object({ asked: z.boolean(), error_code: z.string().nullable() }));

/** Locks it, if it is still ours. */
async function hold(manager: Queryable, { id, claim }: Held): Promise<z.infer<typeof Before>[number] | undefined> {
  const rows: unknown = await manager.query(
    'select asked, error_code from event_sources where id = $1 and claim = $2 for update',
    [id, claim],
  );
  return Before.parse(rows)[0];
}

const Listeners = z.array(z.object({ rule_id: z.uuid() }));

async function tellRules(manager: Queryable, { id, observatoryId }: Held): Promise<void> {
  const rows: unknown = await manager.query(
    `select rule_id from event_listeners where source = '${EVENT_SOURCES.platforms}' and name = $1`,
    [id],
  );
  for (const { rule_id: rule } of Listeners.parse(rows))
    await notify(manager, { type: 'rule_updated', observatoryId, id: rule });
}
