import type { LiveEvent, LiveEventType } from '@jarvis/contracts';
import type { Slice } from '#lib/api/types.ts';

/** What the server renders, what is read on at once, and the most that the API gives. */
const FIRST = 50;
const NEXT = 100;
const MOST = 200;

export type EventOf<Type extends LiveEventType> = Extract<LiveEvent, { type: Type }>;

interface Options<Row, Type extends LiveEventType> {
  /** A page of the list, the first one without a cursor. */
  load: (page: { limit: number; cursor?: string }) => Promise<Slice<Row>>;
  /** What tells that the list may have changed. */
  events: readonly Type[];
  /** Whether an event is about this list; without it every one is. */
  matches?: (event: EventOf<Type>) => boolean;
  /**
   * What an event says about a row by itself: the row as it is now, the same one when it is about another, null when it
   * left the list. Where a row follows its events, the list need not be asked for.
   */
  patch?: (row: Row, event: EventOf<Type>) => Row | null;
  /**
   * `held`: the newest stand at the top, and wait there to be shown while the reader is further down. `placed`: the list
   * has an order of its own, and what is new takes its place in it.
   */
  arrivals: 'held' | 'placed';
}

/** The rows of a list, page by page, that follow events without moving under the reader. */
export class LiveRows<Row extends { id: string }, Type extends LiveEventType> {
  rows = $state.raw<readonly Row[]>([]);
  /** Arrived while the reader was further down. */
  fresh = $state.raw<readonly Row[]>([]);
  /** Where the next page begins; null at the end. */
  cursor = $state<string | null>(null);
  readonly #options: Options<Row, Type>;
  /** What was asked for before the list became another one is no longer wanted. */
  #turn = 0;
  /** The pages under way, each with what was heard since it was asked for. */
  readonly #underWay = new Set<EventOf<Type>[]>();
  /** Where to read on below the fresh rows, when more came than one page holds. */
  #gap: string | null = null;

  constructor(options: Options<Row, Type>) {
    this.#options = options;
  }

  get events(): readonly Type[] {
    return this.#options.events;
  }

  /** Becomes the list that begins so. */
  show(first: Slice<Row>): void {
    this.#turn++;
    this.rows = first.items;
    this.cursor = first.nextCursor;
    this.fresh = [];
    this.#gap = null;
  }

  loadMore = async (): Promise<void> => {
    if (this.cursor === null) return;
    const turn = this.#turn;
    const next = await this.#load({ limit: NEXT, cursor: this.cursor });
    if (turn !== this.#turn) return;
    const known = idsOf(this.rows);
    this.rows = [...this.rows, ...next.items.filter(({ id }) => !known.has(id))];
    this.cursor = next.nextCursor;
  };

  /** Takes what an event says; true when the list has to be asked for what it does not say. */
  hear(event: LiveEvent): boolean {
    const { matches, patch } = this.#options;
    if (!this.#isOwn(event) || matches?.(event) === false) return false;
    this.#underWay.forEach((heard) => heard.push(event));
    if (!patch) return true;
    const [rows, fresh] = [this.#patched(this.rows, event), this.#patched(this.fresh, event)];
    const known = rows !== this.rows || fresh !== this.fresh;
    this.rows = rows;
    this.fresh = fresh;
    return !known;
  }

  /** Asks for what is shown again. New rows join at the top at once when the reader is there. */
  refresh = async ({ atTop = true }: { atTop?: boolean } = {}): Promise<void> => {
    const turn = this.#turn;
    if (this.#options.arrivals === 'placed') {
      const whole = await this.#loadShown();
      if (turn === this.#turn) this.show(whole);
      return;
    }
    const head = await this.#load({ limit: FIRST });
    if (turn !== this.#turn) return;
    const byId = new Map(head.items.map((row) => [row.id, row]));
    this.rows = this.rows.map((row) => byId.get(row.id) ?? row);
    const shown = idsOf(this.rows);
    this.fresh = head.items.filter(({ id }) => !shown.has(id));
    this.#gap = this.fresh.length === head.items.length ? head.nextCursor : null;
    if (atTop) this.showFresh();
  };

  showFresh(): void {
    // Nobody has read what lies between: the list begins again at its top.
    if (this.#gap !== null) this.show({ items: [...this.fresh], nextCursor: this.#gap });
    else this.rows = [...this.fresh, ...this.rows];
    this.fresh = [];
  }

  /** What the person does to rows, shown before the next answer says so. */
  change(to: (row: Row) => Row): void {
    this.rows = this.rows.map(to);
  }

  /** As many rows as are shown, in their order of now. */
  async #loadShown(): Promise<Slice<Row>> {
    const items: Row[] = [];
    let cursor: string | null = null;
    do {
      const limit = Math.min(MOST, Math.max(FIRST, this.rows.length - items.length));
      const page: Slice<Row> = await this.#load({ limit, ...(cursor === null ? {} : { cursor }) });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null && items.length < this.rows.length);
    return { items, nextCursor: cursor };
  }

  /** A page with what was heard while it was under way: it may have been read before. */
  async #load(page: { limit: number; cursor?: string }): Promise<Slice<Row>> {
    const heard: EventOf<Type>[] = [];
    this.#underWay.add(heard);
    try {
      const { items, nextCursor } = await this.#options.load(page);
      return {
        items: [...heard.reduce<readonly Row[]>((rows, event) => this.#patched(rows, event), items)],
        nextCursor,
      };
    } finally {
      this.#underWay.delete(heard);
    }
  }

  /** The same rows when the event is about none of them. */
  #patched(rows: readonly Row[], event: EventOf<Type>): readonly Row[] {
    const { patch } = this.#options;
    if (!patch) return rows;
    const next = rows.map((row) => patch(row, event));
    return next.every((row, index) => row === rows[index]) ? rows : next.filter((row) => row !== null);
  }

  #isOwn(event: LiveEvent): event is EventOf<Type> {
    return this.events.some((type) => type === event.type);
  }
}

const idsOf = (rows: readonly { id: string }[]) => new Set(rows.map(({ id }) => id));
