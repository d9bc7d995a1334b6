import { Inject, Injectable } from '@nestjs/common';
import { NOTIFICATION_KINDS, type Database, type NotificationKind } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { ActionReview } from '../approvals/action-review.js';
import { DATABASE } from '../infrastructure/tokens.js';
import type { Announcement } from './announcement.js';
import { findAudience } from './audience.js';
import { Channels } from './channels/channels.js';
import { noticeKinds } from './kinds/registry.js';

/** Makes a notification for each person and channel of what has happened. Repeating it makes none twice. */
@Injectable()
export class NotificationMaker {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly channels: Channels,
    private readonly review: ActionReview,
  ) {}

  make({ observatory_id: observatoryId, payload }: Announcement): Promise<void> {
    const kinds = NOTIFICATION_KINDS.filter((kind) => noticeKinds[kind].cause === payload.cause);
    return this.database.tenant(observatoryId, async (manager) => {
      for (const kind of kinds) await this.makeOfKind(manager, { observatoryId, kind, id: payload.id });
    });
  }

  private async makeOfKind(
    manager: EntityManager,
    { observatoryId, kind, id }: { observatoryId: string; kind: NotificationKind; id: string },
  ): Promise<void> {
    const { type, entity } = noticeKinds[kind];
    for (const channel of this.channels.available()) {
      const readers = Map.groupBy(await findAudience(manager, { kind, channel }), ({ timeZone }) => timeZone);
      for (const [timeZone, people] of readers) {
        const notice = await noticeKinds[kind].describe({ manager, review: this.review, timeZone }, id);
        if (!notice) return;
        await manager.query(
          `insert into notifications (observatory_id, user_id, kind, channel, dedupe_key, title, body, notification_type,
           related_entity_type, related_entity_id, scheduled_for, next_attempt_at)
         select $1, person, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11 from unnest($2::uuid[]) person
         on conflict (user_id, channel, dedupe_key) do nothing`,
          [
            observatoryId,
            people.map(({ userId }) => userId),
            kind,
            channel,
            `${kind}/${notice.once}`,
            notice.title,
            notice.body,
            type,
            entity,
            id,
            notice.due,
          ],
        );
      }
    }
  }
}
