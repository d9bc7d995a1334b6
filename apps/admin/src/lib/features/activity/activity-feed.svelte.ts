import { listActivity } from '#lib/api/calls.ts';
import type { ActivityEntry, Slice } from '#lib/api/types.ts';
import { toQuery, type ActivityFilters } from './filters.ts';

/** The stream with its older pages, and new lines held back while the reader is further down. */
export class ActivityFeed {
  entries = $state.raw<ActivityEntry[]>([]);
  fresh = $state.raw<ActivityEntry[]>([]);
  cursor = $state<string | null>(null);
  #filters: ActivityFilters = {};

  reset(first: Slice<ActivityEntry>, filters: ActivityFilters): void {
    this.entries = first.items;
    this.cursor = first.nextCursor;
    this.fresh = [];
    this.#filters = filters;
  }

  loadMore = async (): Promise<void> => {
    if (this.cursor === null) return;
    const next = await listActivity(fetch, { ...toQuery(this.#filters, Date.now()), limit: 100, cursor: this.cursor });
    const known = new Set(this.entries.map((entry) => entry.id));
    this.entries = [...this.entries, ...next.items.filter((entry) => !known.has(entry.id))];
    this.cursor = next.nextCursor;
  };

  async refreshHead({ atTop }: { atTop: boolean }): Promise<void> {
    const head = await listActivity(fetch, { ...toQuery(this.#filters, Date.now()), limit: 50 });
    const byId = new Map(head.items.map((entry) => [entry.id, entry]));
    this.entries = this.entries.map((entry) => byId.get(entry.id) ?? entry);
    const known = new Set(this.entries.map((entry) => entry.id));
    this.fresh = head.items.filter((entry) => !known.has(entry.id));
    if (atTop) this.showFresh();
  }

  showFresh(): void {
    this.entries = [...this.fresh, ...this.entries];
    this.fresh = [];
  }
}
