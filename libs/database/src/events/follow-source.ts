import { Json } from '@jarvis/json';
import { z } from 'zod';
import { hashJson } from '../hash-json.js';
import { asStored, toJsonb } from '../ledger/jsonb.js';
import type { Queryable } from '../queryable.js';
import { EVENT_SOURCES } from './emitting.js';

/** What a rule watches on a platform. */
export interface FollowedSource {
  uses: string;
  connectionId: string;
  settings: unknown;
}

const Sources = z.array(
  z.object({
    id: z.uuid(),
    uses: z.string(),
    connection_id: z.uuid().nullable(),
    settings_hash: z.string(),
    cursor: z.unknown(),
    /** Whether a rule that is on listens, apart from the one that is asked about. */
    heard: z.boolean(),
    /** Whether the rule that is asked about is on. */
    awake: z.boolean(),
  }),
);

const Ids = z.array(z.object({ id: z.uuid() }));

const heardByOthers = (rule: string) => `exists (
  select from event_listeners l join automation_rules r on r.id = l.rule_id
  where l.source = '${EVENT_SOURCES.platforms}' and l.name = s.id::text and l.rule_id <> ${rule}
    and r.enabled and r.deleted_at is null)`;

const BEGIN_ANEW = `next_at = now(), claim = null, claimed_until = null, failures = 0,
  error_code = null, error_message = null, error_hint = null`;

/**
 * Finds or makes the source that a rule listens to by now. Rules that watch the same share one, and a rule that is edited
 * goes on where the source that it leaves has been read to, so that it misses nothing and hears nothing twice. Both are
 * locked until the transaction ends. What nobody listens to any more goes.
 * @returns the source's id, which is the name to listen to
 */
export async function followSource(
  manager: Queryable,
  { observatoryId, ruleId, source }: { observatoryId: string; ruleId: string; source: FollowedSource },
): Promise<string> {
  const hash = hashJson(asStored(Json.parse(source.settings)));
  const same = [observatoryId, source.uses, source.connectionId, hash];
  // One publication after the other: each sees who listens to what.
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`event sources ${observatoryId}`]);
  await dropUnheard(manager, observatoryId);
  await manager.query(
    `insert into event_sources (observatory_id, uses, connection_id, settings_hash, settings)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [...same, toJsonb(source.settings)],
  );
  const found = Sources.parse(
    await manager.query(
      `select s.id, s.uses, s.connection_id, s.settings_hash, s.cursor, ${heardByOthers('$5')} as heard,
         exists (select from automation_rules where id = $5 and enabled) as awake
       from event_sources s
       where (s.observatory_id = $1 and s.uses = $2 and s.connection_id = $3 and s.settings_hash = $4 and s.apart_for is null)
          or s.id::text = (select name from event_listeners where rule_id = $5 and source = '${EVENT_SOURCES.platforms}')
       order by s.id for update of s`,
      [...same, ruleId],
    ),
  );
  const left = await sourceOf(manager, ruleId);
  const [before] = found.filter(({ id }) => id === left);
  if (before && isSame(before, source, hash)) return before.id;
  const [shared] = found.filter(({ id }) => id !== left);
  if (!shared) throw new Error('A source that was just made is not there.');

  // While it is off nobody reads the source for it, and switched on it begins anew.
  const goesOn = before?.awake === true && before.uses === source.uses && before.connection_id === source.connectionId;
  const cursor = before && goesOn ? toJsonb(before.cursor) : null;
  if (!shared.heard) {
    await manager.query(`update event_sources set cursor = $2, ${BEGIN_ANEW} where id = $1`, [shared.id, cursor]);
    return shared.id;
  }
  if (!goesOn || cursor === toJsonb(shared.cursor)) return shared.id;
  // Others have read elsewhere, further or less far: joining them there would leave something out.
  const [own] = Ids.parse(
    await manager.query(
      `insert into event_sources (observatory_id, uses, connection_id, settings_hash, settings, apart_for, cursor)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (observatory_id, uses, connection_id, settings_hash, apart_for)
         do update set cursor = excluded.cursor, ${BEGIN_ANEW}
       returning id`,
      [...same, toJsonb(source.settings), ruleId, cursor],
    ),
  );
  return own?.id ?? shared.id;
}

/**
 * The same for a number that a rule watches. The rule has a source of its own, for how far the number has crossed its line is
 * known for this line only; with any other settings it begins anew.
 */
export async function followNumber(
  manager: Queryable,
  {
    observatoryId,
    ruleId,
    source: { uses, connectionId, settings },
  }: {
    observatoryId: string;
    ruleId: string;
    source: Omit<FollowedSource, 'connectionId'> & { connectionId: string | null };
  },
): Promise<string> {
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`event sources ${observatoryId}`]);
  await dropUnheard(manager, observatoryId);
  const [own] = Ids.parse(
    await manager.query(
      `insert into event_sources (observatory_id, watches, uses, connection_id, settings_hash, settings, apart_for)
       values ($1, 'number', $2, $3, $4, $5, $6)
       on conflict (observatory_id, uses, connection_id, settings_hash, apart_for) do update set watches = excluded.watches
       returning id`,
      [observatoryId, uses, connectionId, hashJson(asStored(Json.parse(settings))), toJsonb(settings), ruleId],
    ),
  );
  if (!own) throw new Error('A source that was just made is not there.');
  return own.id;
}

/**
 * A rule was switched on: unless others listened meanwhile, its source begins with what happens from now on. Nobody wants
 * what has piled up while the rule was off.
 */
export async function beginAnew(manager: Queryable, ruleId: string): Promise<void> {
  await manager.query(`select s.id from event_sources s where s.id::text = (${NAME_OF_SOURCE}) for update`, [ruleId]);
  await manager.query(
    `update event_sources s set cursor = null, ${BEGIN_ANEW}
     where s.id::text = (${NAME_OF_SOURCE}) and not ${heardByOthers('$1')}`,
    [ruleId],
  );
}

/**
 * Has the source of a rule looked at as soon as somebody is free to.
 * @returns false when the rule watches nothing
 */
export async function lookNow(manager: Queryable, ruleId: string): Promise<boolean> {
  const rows: unknown = await manager.query(
    `with asked as (update event_sources set next_at = now(), asked = true
       where id::text = (${NAME_OF_SOURCE}) returning id)
     select id from asked`,
    [ruleId],
  );
  return Ids.parse(rows).length > 0;
}

/** The same for all that is watched through a connection, which has new credentials. */
export async function lookThrough(manager: Queryable, connectionId: string): Promise<void> {
  await manager.query('update event_sources set next_at = now() where connection_id = $1', [connectionId]);
}

const NAME_OF_SOURCE = `select name from event_listeners where rule_id = $1 and source = '${EVENT_SOURCES.platforms}'`;

async function sourceOf(manager: Queryable, ruleId: string): Promise<string | undefined> {
  const rows: unknown = await manager.query(`select name as id from (${NAME_OF_SOURCE}) as listened`, [ruleId]);
  return Ids.parse(rows)[0]?.id;
}

/** Of publications before, which have been committed. */
async function dropUnheard(manager: Queryable, observatoryId: string): Promise<void> {
  await manager.query(
    `delete from event_sources s where s.observatory_id = $1 and not exists (
       select from event_listeners l where l.source = '${EVENT_SOURCES.platforms}' and l.name = s.id::text)`,
    [observatoryId],
  );
}

function isSame(
  { uses, connection_id: connection, settings_hash: settings }: z.infer<typeof Sources>[number],
  source: FollowedSource,
  hash: string,
): boolean {
  return uses === source.uses && connection === source.connectionId && settings === hash;
}
