import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import { z } from 'zod';
import { DATABASE } from '../infrastructure/tokens.js';
import { ClaimedMessage, type MessageOf } from './outbox-message.js';

/** How long a claim lasts: a message whose process died is taken by another one after this. */
const LEASE_SECONDS = 30;
/** The same for those of a carrier. */
export const CARRIER_LEASE_SECONDS = 60;
const KEPT_DAYS = 7;

const MAX_REMEMBERED = 1000;
/** The lane of what belongs to no rule. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

const Turn = z.object({ observatory_id: z.string(), lane: z.string() });
const Ids = z.array(z.object({ id: z.string() }));
type Start = MessageOf<'start-run'>;

/**
 * Due messages in the order of turns. The first part walks from one lane with a backlog to the next by the index, so
 * it costs as much as there are lanes and not as there are messages. Of each lane it looks at a few more than needed,
 * because another process may hold some of them.
 */
const FAIR_ORDER = `
  with recursive lanes as (
    (select observatory_id, lane from outbox where delivered_at is null and topic <> 'notify'
     order by observatory_id, lane limit 1)
    union all
    select next.* from lanes cross join lateral (
      select observatory_id, lane from outbox
      where delivered_at is null and topic <> 'notify' and (observatory_id, lane) > (lanes.observatory_id, lanes.lane)
      order by observatory_id, lane limit 1) next),
  due as (
    select observatory_id, lane, first.id, first.depth from lanes cross join lateral (
      select id, row_number() over (order by next_attempt_at, id) as depth from outbox o
      where delivered_at is null and topic <> 'notify' and o.observatory_id = lanes.observatory_id
        and o.lane = lanes.lane and next_attempt_at <= now()
      order by next_attempt_at, id limit 4 * $1) first),
  turns as (
    select id, observatory_id, row_number() over (
      partition by observatory_id
      order by depth, lane > coalesce(($2::jsonb->>observatory_id::text)::uuid, '${NOBODY}') desc, lane) as turn
    from due),
  ordered as (
    select id, row_number() over (order by turn, observatory_id > $3::uuid desc, observatory_id) as place from turns)`;

interface Lane {
  observatoryId: string;
  lane: string;
  claimed: readonly Start[];
  limit: number;
}

/** Claims and settles outbox rows; any number of processes may do so at once. */
@Injectable()
export class OutboxQueries {
  private readonly turns = new Turns();

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * Takes up to `limit` due messages to Temporal for {@link LEASE_SECONDS} (the notifier takes its own). Two processes
   * never get the same one at once. Observatories take turns, and so do the lanes of each.
   */
  async claim(limit: number): Promise<unknown[]> {
    const rows = await this.database.systemQuery(
      `${FAIR_ORDER}, claimed as (
         update outbox set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${LEASE_SECONDS})
         where id in (
           select o.id from outbox o join ordered using (id)
           where o.delivered_at is null and o.next_attempt_at <= now()
           order by ordered.place limit $1 for update of o skip locked)
         returning id, observatory_id, lane, topic, payload, attempts)
       select claimed.id::text, observatory_id, lane, topic, payload, attempts
       from claimed join ordered using (id) order by place`,
      [limit, JSON.stringify(this.turns.lastLanes), this.turns.lastObservatory],
    );
    const messages = z.array(z.unknown()).parse(rows);
    this.turns.note(z.array(Turn).parse(rows));
    return messages;
  }

  /**
   * Takes more starts of one lane, as many as `limit` allows with those that are claimed, all for a carrier's time. Only
   * those that nobody has tried yet.
   * @returns all of them, the earliest first
   */
  async claimLane({ observatoryId, lane, claimed, limit }: Lane): Promise<readonly Start[]> {
    const rows = await this.database.systemQuery(
      `with more as (
         select id from outbox
         where delivered_at is null and topic = 'start-run' and observatory_id = $1 and lane = $2
           and next_attempt_at <= now() and attempts = 0
         order by next_attempt_at, id limit $4 for update skip locked),
       claimed as (
         update outbox set attempts = 1, next_attempt_at = now() + make_interval(secs => ${CARRIER_LEASE_SECONDS})
         where delivered_at is null and (id in (select id from more) or id = any($3::bigint[]))
         returning id, observatory_id, lane, topic, payload, attempts)
       select id::text, observatory_id, lane, topic, payload, attempts from claimed order by claimed.id`,
      [observatoryId, lane, claimed.map(({ id }) => id), limit - claimed.length],
    );
    return z
      .array(ClaimedMessage)
      .parse(rows)
      .filter((message) => message.topic === 'start-run');
  }

  /** Due again at once; unlike {@link release} it counts as tried. */
  async again(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.systemQuery(
      'update outbox set next_attempt_at = now() where id = any($1::bigint[]) and delivered_at is null',
      [ids],
    );
  }

  /** Done. `note` says what was unusual about it. */
  async settle(ids: readonly string[], note: string | null = null): Promise<void> {
    if (ids.length === 0) return;
    await this.database.systemQuery(
      'update outbox set delivered_at = now(), last_error = $2 where id = any($1::bigint[])',
      [ids, note],
    );
  }

  /** Not done: due again after `seconds`. */
  async postpone(id: string, { seconds, error }: { seconds: number; error: string }): Promise<void> {
    await this.database.systemQuery(
      `update outbox set next_attempt_at = now() + make_interval(secs => $2), last_error = $3 where id = $1 and delivered_at is null`,
      [id, seconds, error.slice(0, 1000)],
    );
  }

  /** Not even tried, because Temporal is down: due again at once, and not counted as an attempt. */
  async release(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.systemQuery(
      `update outbox set next_attempt_at = now(), attempts = greatest(attempts - 1, 0) where id = any($1::bigint[]) and delivered_at is null`,
      [ids],
    );
  }

  /** Forgets delivered messages of more than a week ago. */
  async prune(): Promise<number> {
    const rows = await this.database.systemQuery(
      `with old as (delete from outbox where id in (
         select id from outbox where delivered_at < now() - make_interval(days => ${KEPT_DAYS}) limit 5000) returning id)
       select id::text from old`,
    );
    return Ids.parse(rows).length;
  }
}

/** Whose turn it was last, in this process. A new process begins at the first, which is nobody's harm. */
class Turns {
  lastObservatory = NOBODY;
  lastLanes: Record<string, string> = {};

  note(claimed: readonly z.infer<typeof Turn>[]): void {
    if (Object.keys(this.lastLanes).length > MAX_REMEMBERED) this.lastLanes = {};
    for (const { observatory_id: observatoryId, lane } of claimed) {
      this.lastLanes[observatoryId] = lane;
      this.lastObservatory = observatoryId;
    }
  }
}
