import { listNotifications, readAllNotifications, readNotification } from '#lib/api/calls.ts';
import type { NotificationEntry } from '#lib/api/types.ts';
import { LiveRows } from '#lib/components/list/live-rows.svelte.ts';
import type { UnreadNotifications } from './unread.svelte.ts';

/** What this person was told, newest first. */
export class NotificationRows extends LiveRows<NotificationEntry, 'notification_created' | 'approval_resolved'> {
  readonly #unread: UnreadNotifications;

  constructor(unread: UnreadNotifications) {
    super({
      load: (page) => listNotifications(fetch, page),
      events: ['notification_created', 'approval_resolved'],
      arrivals: 'placed',
    });
    this.#unread = unread;
  }

  async read(id: string): Promise<void> {
    const readAt = new Date().toISOString();
    this.change((entry) => (entry.id === id ? { ...entry, readAt: entry.readAt ?? readAt } : entry));
    this.#unread.count = (await readNotification(fetch, id)).unread;
  }

  async readAll(): Promise<void> {
    this.#unread.count = (await readAllNotifications(fetch)).unread;
    const readAt = new Date().toISOString();
    this.change((entry) => ({ ...entry, readAt: entry.readAt ?? readAt }));
  }
}
