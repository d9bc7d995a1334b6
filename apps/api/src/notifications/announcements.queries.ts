import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import { z } from 'zod';
import { DATABASE } from '../infrastructure/tokens.js';

const LEASE_SECONDS = 30;

/** Claims the outbox messages for people. They wait for nobody: an outage of Temporal must not silence it. */
@Injectable()
export class AnnouncementsQueries {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Takes up to `limit` due messages for {@link LEASE_SECONDS}. Two processes never get the same one at once. */
  async claim(limit: number): Promise<unknown[]> {
    const rows = await this.database.systemQuery(
      `with claimed as (
         update outbox set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${LEASE_SECONDS})
         where id in (
           select id from outbox where delivered_at is null and next_attempt_at <= now() and topic = 'notify'
           order by next_attempt_at, id limit $1 for update skip locked)
         returning id::text, observatory_id, payload, attempts)
       select * from claimed order by id::bigint`,
      [limit],
    );
    return z.array(z.unknown()).parse(rows);
  }
}
