import { listNotifications, readAllNotifications, readNotification } from '#lib/api/calls.ts';
import type { NotificationEntry, Slice } from '#lib/api/types.ts';
import type { UnreadNotifications } from '#lib/features/notifications/unread.svelte.ts';

const PAGE = 30;

/** What this person was told, newest first, with its older pages. */
export class NotificationFeed {
  entries = $state.raw<NotificationEntry[]>([]);
  cursor = $state<string | null>(null);
  readonly #unread: UnreadNotifications;

  constructor(unread: UnreadNotifications) {
    this.#unread = unread;
  }

  reset(first: Slice<NotificationEntry>): void {
    this.entries = first.items;
    this.cursor = first.nextCursor;
  }

  refresh = async (): Promise<void> => {
    this.reset(await listNotifications(fetch, { limit: PAGE }));
  };

  loadMore = async (): Promise<void> => {
    if (this.cursor === null) return;
    const next = await listNotifications(fetch, { limit: PAGE, cursor: this.cursor });
    const known = new Set(this.entries.map(({ id }) => id));
    this.entries = [...this.entries, ...next.items.filter(({ id }) => !known.has(id))];
    this.cursor = next.nextCursor;
  };

  async read(id: string): Promise<void> {
    const readAt = new Date().toISOString();
    this.entries = this.entries.map((entry) =>
      entry.id === id ? { ...entry, readAt: entry.readAt ?? readAt } : entry,
    );
    this.#unread.count = (await readNotification(fetch, id)).unread;
  }

  async readAll(): Promise<void> {
    this.#unread.count = (await readAllNotifications(fetch)).unread;
    const readAt = new Date().toISOString();
    this.entries = this.entries.map((entry) => ({ ...entry, readAt: entry.readAt ?? readAt }));
  }
}
