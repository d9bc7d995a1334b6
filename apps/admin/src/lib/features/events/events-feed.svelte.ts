import { listEvents } from '#lib/api/calls.ts';
import type { EventSummary, Slice } from '#lib/api/types.ts';
import type { EventFilters } from './filters.ts';

/** The list with its older pages, and new events held back while the reader is further down. */
export class EventsFeed {
  events = $state.raw<EventSummary[]>([]);
  fresh = $state.raw<EventSummary[]>([]);
  cursor = $state<string | null>(null);
  #filters: EventFilters = {};

  reset(first: Slice<EventSummary>, filters: EventFilters): void {
    this.events = first.items;
    this.cursor = first.nextCursor;
    this.fresh = [];
    this.#filters = filters;
  }

  loadMore = async (): Promise<void> => {
    if (this.cursor === null) return;
    const next = await listEvents(fetch, { ...this.#filters, limit: 100, cursor: this.cursor });
    const known = new Set(this.events.map(({ id }) => id));
    this.events = [...this.events, ...next.items.filter(({ id }) => !known.has(id))];
    this.cursor = next.nextCursor;
  };

  async refreshHead({ atTop }: { atTop: boolean }): Promise<void> {
    const head = await listEvents(fetch, { ...this.#filters, limit: 50 });
    const byId = new Map(head.items.map((event) => [event.id, event]));
    this.events = this.events.map((event) => byId.get(event.id) ?? event);
    const known = new Set(this.events.map(({ id }) => id));
    this.fresh = head.items.filter(({ id }) => !known.has(id));
    if (atTop) this.showFresh();
  }

  showFresh(): void {
    this.events = [...this.fresh, ...this.events];
    this.fresh = [];
  }
}
