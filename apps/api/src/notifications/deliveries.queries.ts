import { Inject, Injectable } from '@nestjs/common';
import { Notification, notify, type Database, type NotificationChannel } from '@jarvis/database';
import { z } from 'zod';
import { DATABASE } from '../infrastructure/tokens.js';

/** Longer than any attempt lasts. A row whose process died is taken by another one after this. */
const LEASE_SECONDS = 120;
const KEPT_DAYS = 90;

const Claimed = z.object({ id: z.uuid(), observatory_id: z.uuid(), attempts: z.int() });
export type ClaimedNotification = z.infer<typeof Claimed>;

/** Claims and settles notifications; any number of processes may do so at once. */
@Injectable()
export class DeliveriesQueries {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * Takes up to `limit` that are due, in turn between observatories, so that one with thousands does not keep the
   * others waiting. Two processes that choose the same row: the second finds it changed and leaves it.
   */
  async claim(channel: NotificationChannel, limit: number): Promise<ClaimedNotification[]> {
    const rows = await this.database.systemQuery(
      `with due as (
         select id, next_attempt_at, row_number() over (partition by observatory_id order by next_attempt_at, id) as turn
         from notifications
         where channel = $1 and state in ('waiting', 'sending') and next_attempt_at <= now()),
       claimed as (
         update notifications n set state = 'sending', attempts = n.attempts + 1,
           next_attempt_at = now() + make_interval(secs => ${LEASE_SECONDS})
         where n.id in (select id from due order by turn, next_attempt_at, id limit $2)
           and n.state in ('waiting', 'sending') and n.next_attempt_at <= now()
         returning n.id, n.observatory_id, n.attempts)
       select * from claimed order by id`,
      [channel, limit],
    );
    return z.array(Claimed).parse(rows);
  }

  /** It has gone out; whoever looks at the bell sees it. Only the claim that still counts may say so. */
  async markSent({ id, observatory_id: observatoryId, attempts }: ClaimedNotification): Promise<void> {
    await this.database.tenant(observatoryId, async (manager) => {
      const { affected } = await manager.update(
        Notification,
        { id, state: 'sending', attempts },
        { state: 'sent', sentAt: () => 'now()' },
      );
      if (affected === 1) await notify(manager, { type: 'notification_created', observatoryId, id });
    });
  }

  /** It will not go out; the row says why. */
  async giveUp(
    { id, observatory_id: observatoryId, attempts }: ClaimedNotification,
    { state, reason }: { state: 'dropped' | 'failed'; reason: string },
  ): Promise<void> {
    await this.database.tenant(observatoryId, (manager) =>
      manager.update(Notification, { id, state: 'sending', attempts }, { state, metadata: { reason } }),
    );
  }

  /** Due again after `seconds`. */
  async postpone(
    { id, observatory_id: observatoryId, attempts }: ClaimedNotification,
    { seconds, error }: { seconds: number; error: string },
  ): Promise<void> {
    await this.database.tenant(observatoryId, (manager) =>
      manager.update(
        Notification,
        { id, state: 'sending', attempts },
        {
          state: 'waiting',
          nextAttemptAt: () => `now() + make_interval(secs => ${seconds})`,
          metadata: { lastError: error, lastTriedAt: new Date().toISOString() },
        },
      ),
    );
  }

  /** Forgets what people were told more than three months ago. */
  async prune(): Promise<void> {
    await this.database.systemQuery(
      `delete from notifications where id in (
         select id from notifications
         where created_at < now() - make_interval(days => ${KEPT_DAYS}) and state not in ('waiting', 'sending') limit 5000)`,
    );
  }
}
