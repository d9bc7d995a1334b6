import { Inject, Injectable } from '@nestjs/common';
import { isDatabaseUnavailable, Notification, Observatory, User, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import { ActionReview } from '../approvals/action-review.js';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { findAudience } from './audience.js';
import type { Channel, Delivery } from './channels/channel.js';
import { Channels } from './channels/channels.js';
import { DeliveriesQueries, type ClaimedNotification } from './deliveries.queries.js';
import { noticeKinds } from './kinds/registry.js';

/** After this many failures (about a day and a half) it is given up. */
const MAX_ATTEMPTS = 40;
const FIRST_DELAY_SECONDS = 15;
const MAX_DELAY_SECONDS = 3600;

/** Delivers claimed notifications, each as what is true at that moment. */
@Injectable()
export class Postman {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly channels: Channels,
    private readonly deliveries: DeliveriesQueries,
    private readonly review: ActionReview,
  ) {}

  async deliver(claimed: ClaimedNotification): Promise<void> {
    try {
      await this.attempt(claimed);
    } catch (error) {
      // While the database is away nothing can be written: the claim runs out and somebody tries again.
      if (isDatabaseUnavailable(error)) throw error;
      await this.retryLater(claimed, error instanceof Error ? error.message : String(error));
    }
  }

  private async attempt(claimed: ClaimedNotification): Promise<void> {
    const prepared = await this.prepare(claimed);
    if (typeof prepared === 'string') {
      await this.deliveries.giveUp(claimed, { state: 'dropped', reason: prepared });
      return;
    }
    const { channel, delivery } = prepared;
    const outcome = await channel.deliver(delivery);
    switch (outcome.type) {
      case 'sent':
        return this.deliveries.markSent(claimed);
      case 'failed':
        return this.deliveries.giveUp(claimed, { state: 'failed', reason: outcome.error });
      case 'retry':
        return this.retryLater(claimed, outcome.error);
    }
  }

  /** What to deliver, or why it is no longer worth it: answered meanwhile, switched off, no longer allowed. */
  private prepare({
    id,
    observatory_id: observatoryId,
  }: ClaimedNotification): Promise<{ channel: Channel; delivery: Delivery } | string> {
    return this.database.tenant(observatoryId, async (manager) => {
      const row = await manager.findOneByOrFail(Notification, { id });
      const { kind, channel, userId, relatedEntityId } = row;
      const reader = (await findAudience(manager, { kind, channel })).find((one) => one.userId === userId);
      if (reader === undefined) return 'The person has switched it off, or may not do this any more.';
      const notice =
        relatedEntityId === null
          ? null
          : await noticeKinds[kind].describe(
              { manager, review: this.review, timeZone: reader.timeZone },
              relatedEntityId,
            );
      if (!notice) return 'It was settled before.';
      const { name, email } = await manager.findOneOrFail(User, {
        select: { id: true, name: true, email: true },
        where: { id: userId },
      });
      const observatory = await manager.findOneByOrFail(Observatory, { id: observatoryId });
      return {
        channel: this.channels.of(channel),
        delivery: { id, kind, observatory: observatory.name, person: { name, email }, notice },
      };
    });
  }

  private async retryLater(claimed: ClaimedNotification, error: string): Promise<void> {
    const { id, attempts } = claimed;
    this.logger.warn({ notificationId: id, attempts, error }, 'a notification could not be delivered');
    if (attempts >= MAX_ATTEMPTS) {
      const reason = `Given up after ${attempts} attempts: ${error}`;
      await this.deliveries.giveUp(claimed, { state: 'failed', reason });
      return;
    }
    const seconds = Math.min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.min(attempts - 1, 10));
    await this.deliveries.postpone(claimed, { seconds: seconds * (0.75 + Math.random() / 2), error });
  }
}
