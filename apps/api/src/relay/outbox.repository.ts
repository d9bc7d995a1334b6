import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import { z } from 'zod';
import { DATABASE } from '../infrastructure/tokens.js';

/** How long a claim lasts: a message whose process died is taken by another one after this. */
const LEASE_SECONDS = 30;
const KEPT_DAYS = 7;

const Ids = z.array(z.object({ id: z.string() }));

/** Claims and settles outbox rows; any number of processes may do so at once. */
@Injectable()
export class OutboxRepository {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Takes up to `limit` due messages to Temporal for {@link LEASE_SECONDS} (the notifier takes its own). Two processes never get the same one at once. */
  async claim(limit: number): Promise<unknown[]> {
    const rows = await this.database.systemQuery(
      `with claimed as (
         update outbox set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${LEASE_SECONDS})
         where id in (
           select id from outbox where delivered_at is null and next_attempt_at <= now() and topic <> 'notify'
           order by next_attempt_at, id limit $1 for update skip locked)
         returning id::text, observatory_id, topic, payload, attempts)
       select * from claimed order by id::bigint`,
      [limit],
    );
    return z.array(z.unknown()).parse(rows);
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
