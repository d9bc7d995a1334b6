import { Injectable } from '@nestjs/common';
import { Notification } from '@jarvis/database';
import { IsNull, type EntityManager } from 'typeorm';
import { notFound } from '../http/api-error.js';
import { decodeCursor } from '../http/page.js';
import type { NotificationsQuery } from './notifications.schemas.js';

/** What the bell shows: told in the app, and due by now. */
const shown = { channel: 'in-app', state: 'sent' } as const;

/** Queries over one person's notifications. Every one takes the manager of a tenant transaction. */
@Injectable()
export class NotificationsQueries {
  /** One row more than the limit, newest first. */
  list(manager: EntityManager, userId: string, { limit, cursor, unread }: NotificationsQuery): Promise<Notification[]> {
    const query = manager
      .createQueryBuilder(Notification, 'notification')
      .where(`notification.userId = :userId and notification.channel = 'in-app' and notification.state = 'sent'`, {
        userId,
      })
      .orderBy('notification.sentAt', 'DESC')
      .addOrderBy('notification.id', 'DESC')
      .take(limit + 1);
    const after = decodeCursor(cursor);
    if (after) query.andWhere(`(date_trunc('milliseconds', notification.sentAt), notification.id) < (:at, :id)`, after);
    if (unread) query.andWhere('notification.readAt is null');
    return query.getMany();
  }

  countUnread(manager: EntityManager, userId: string): Promise<number> {
    return manager.countBy(Notification, { userId, ...shown, readAt: IsNull() });
  }

  /** Reading it again changes nothing. @throws ApiError 404, also for another person's */
  async markRead(manager: EntityManager, { id, userId }: { id: string; userId: string }): Promise<void> {
    if (!(await manager.existsBy(Notification, { id, userId, ...shown }))) throw notFound('notification');
    await manager.update(Notification, { id, userId, readAt: IsNull() }, { readAt: () => 'now()' });
  }

  async markAllRead(manager: EntityManager, userId: string): Promise<void> {
    await manager.update(Notification, { userId, ...shown, readAt: IsNull() }, { readAt: () => 'now()' });
  }
}
