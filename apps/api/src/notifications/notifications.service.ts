import { Inject, Injectable } from '@nestjs/common';
import type { Database, Notification } from '@jarvis/database';
import type { Principal } from '../auth/principal.js';
import { Page } from '../http/page.js';
import { fieldsOf } from '../infrastructure/fields-of.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { NotificationsQueries } from './notifications.queries.js';
import type { NotificationEntry, NotificationsQuery } from './notifications.schemas.js';

/** What one person was told in the app. */
@Injectable()
export class NotificationsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly queries: NotificationsQueries,
  ) {}

  list({ observatoryId, userId }: Principal, query: NotificationsQuery): Promise<Page<NotificationEntry>> {
    return this.database.tenant(observatoryId, async (manager) => {
      const rows = await this.queries.list(manager, userId, query);
      return Page.from(rows, {
        limit: query.limit,
        cursorOf: (row) => [sentAtOf(row).toISOString(), row.id],
        toItem: toEntry,
      });
    });
  }

  countUnread({ observatoryId, userId }: Principal): Promise<{ unread: number }> {
    return this.database.tenant(observatoryId, async (manager) => ({
      unread: await this.queries.countUnread(manager, userId),
    }));
  }

  read({ observatoryId, userId }: Principal, id: string): Promise<{ unread: number }> {
    return this.database.tenant(observatoryId, async (manager) => {
      await this.queries.markRead(manager, { id, userId });
      return { unread: await this.queries.countUnread(manager, userId) };
    });
  }

  readAll({ observatoryId, userId }: Principal): Promise<{ unread: number }> {
    return this.database.tenant(observatoryId, async (manager) => {
      await this.queries.markAllRead(manager, userId);
      return { unread: 0 };
    });
  }
}

const sentAtOf = ({ sentAt, createdAt }: Notification): Date => sentAt ?? createdAt;

function toEntry(row: Notification): NotificationEntry {
  return { ...fieldsOf(row), type: row.notificationType, sentAt: sentAtOf(row) };
}
