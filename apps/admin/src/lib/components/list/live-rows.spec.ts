import type { LiveEvent } from '@jarvis/contracts';
import { describe, expect, it } from '@jest/globals';
import { LiveRows } from './live-rows.svelte.ts';

interface Row {
  id: string;
  enabled?: boolean;
}

const event = (id: string, change: { enabled?: boolean; deleted?: boolean } = {}): LiveEvent => ({
  type: 'rule_updated',
  at: '2026-11-26T10:00:00Z',
  data: { id, name: id, enabled: true, deleted: false, ...change },
});

const row = (id: string | number): Row => ({ id: String(id) });
/** Rows from one number down to another: the newest first. */
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => row(from - index));
const ids = (rows: readonly Row[]) => rows.map(({ id }) => id).join(' ');

/** A server whose list is an array, with the place in it as its cursor. */
class Server {
  rows: Row[] = [];
  asked = 0;
  #held: Promise<void> | null = null;

  load = async ({ limit, cursor }: { limit: number; cursor?: string }) => {
    this.asked++;
    const from = cursor === undefined ? 0 : this.rows.findIndex(({ id }) => id === cursor) + 1;
    const items = this.rows.slice(from, from + limit);
    const last = this.rows.length > from + limit ? items.at(-1) : undefined;
    const answer = { items, nextCursor: last?.id ?? null };
    await this.#held;
    return answer;
  };

  /** Answers nothing until the returned function is called, with what it had when it was asked. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#held = promise;
    return () => {
      this.#held = null;
      resolve(undefined);
    };
  }
}

function listOf(server: Server, arrivals: 'held' | 'placed' = 'held') {
  return new LiveRows<Row, 'rule_updated'>({
    load: server.load,
    events: ['rule_updated'],
    matches: ({ data }) => data.name !== 'other',
    patch: (one, { data }) => (one.id !== data.id ? one : data.deleted ? null : { ...one, enabled: data.enabled }),
    arrivals,
  });
}

async function shown(server: Server, arrivals?: 'held' | 'placed') {
  const list = listOf(server, arrivals);
  list.show(await server.load({ limit: 50 }));
  return list;
}

describe('reading on', () => {
  it('adds the next page once, whatever came to the top meanwhile', async () => {
    const server = new Server();
    server.rows = down(160, 1);
    const list = await shown(server);
    server.rows.unshift(row(161));
    await list.loadMore();
    await list.loadMore();
    await list.loadMore();
    expect(ids(list.rows)).toBe(ids(down(160, 1)));
    expect(list.cursor).toBeNull();
  });

  it('drops a page of the list that was there before', async () => {
    const server = new Server();
    server.rows = down(60, 1);
    const list = await shown(server);
    const answer = server.hold();
    const more = list.loadMore();
    list.show({ items: [row('filtered')], nextCursor: null });
    answer();
    await more;
    expect(ids(list.rows)).toBe('filtered');
    expect(list.cursor).toBeNull();
  });
});

describe('what arrives', () => {
  it('joins at the top where the reader is there, and is held back where not', async () => {
    const server = new Server();
    server.rows = down(3, 1);
    const list = await shown(server);
    server.rows.unshift(row(4));
    await list.refresh({ atTop: false });
    expect([ids(list.rows), ids(list.fresh)]).toEqual(['3 2 1', '4']);
    server.rows.unshift(row(5));
    await list.refresh({ atTop: true });
    expect([ids(list.rows), ids(list.fresh)]).toEqual(['5 4 3 2 1', '']);
  });

  it('leaves no hole when more came than a page holds', async () => {
    const server = new Server();
    server.rows = down(3, 1);
    const list = await shown(server);
    server.rows = down(123, 1);
    await list.refresh({ atTop: false });
    expect(ids(list.rows)).toBe('3 2 1');
    list.showFresh();
    await list.loadMore();
    expect(ids(list.rows)).toBe(ids(down(123, 1)));
  });

  it('in a list with an order of its own takes its place, and what was read on to stays', async () => {
    const server = new Server();
    server.rows = down(300, 1);
    const list = await shown(server, 'placed');
    await list.loadMore();
    await list.loadMore();
    server.rows.splice(100, 1, row('new'));
    server.rows.splice(20, 1);
    await list.refresh();
    expect(ids(list.rows)).toBe(ids(server.rows.slice(0, 250)));
    await list.loadMore();
    expect(ids(list.rows)).toBe(ids(server.rows));
  });
});

describe('what an event says', () => {
  it('is shown at once, and nobody is asked where a row follows it', async () => {
    const server = new Server();
    server.rows = down(2, 1);
    const list = await shown(server);
    expect(list.hear(event('2', { enabled: false }))).toBe(false);
    expect(list.rows).toEqual([{ id: '2', enabled: false }, { id: '1' }]);
    expect(list.hear(event('1', { deleted: true }))).toBe(false);
    expect(ids(list.rows)).toBe('2');
    expect(list.hear(event('3'))).toBe(true);
    expect(list.hear({ ...event('3'), data: { ...event('3').data, name: 'other' } } as LiveEvent)).toBe(false);
  });

  it.each(['held', 'placed'] as const)(
    'counts for more than an answer that was read before it (%s)',
    async (arrivals) => {
      const server = new Server();
      server.rows = [{ id: '2', enabled: true }, row(1)];
      const list = await shown(server, arrivals);
      const answer = server.hold();
      const asked = list.refresh({ atTop: true });
      list.hear(event('2', { enabled: false }));
      list.hear(event('1', { deleted: true }));
      answer();
      await asked;
      expect(list.rows[0]).toEqual({ id: '2', enabled: false });
      expect(ids(list.rows)).toBe('2');
    },
  );
});
