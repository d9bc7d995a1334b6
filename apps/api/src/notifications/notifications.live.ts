import { Notification } from '@jarvis/database';
import { In } from 'typeorm';
import type { LiveData, LiveSource } from '../live/live-source.js';

/** Those of the app that are due; a mail is nothing to show. */
export const loadNotifications: LiveSource<LiveData<'notification_created'>> = async (manager, ids) => {
  const notifications = await manager.find(Notification, {
    where: { id: In(ids), channel: 'in-app', state: 'sent' },
  });
  return notifications.map((notification) => {
    const { id, userId, kind, title, body, relatedEntityType, relatedEntityId, createdAt } = notification;
    const sentAt = (notification.sentAt ?? createdAt).toISOString();
    return { id, userId, kind, title, body, relatedEntityType, relatedEntityId, sentAt };
  });
};
