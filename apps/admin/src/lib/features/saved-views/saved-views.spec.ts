import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SavedView } from '../../api/types.js';
import { SavedViewForm } from './saved-view-form.svelte.ts';
import { addressOf, besides, inTabOrder } from './view-tabs.js';

/** Takes everything, while it is reached. */
class TestApi {
  asked: string[] = [];
  sent: unknown[] = [];
  keys: (string | null)[] = [];
  reached = true;

  fetch = async (path: unknown, init: RequestInit = {}): Promise<Response> => {
    this.asked.push(`${init.method} ${String(path)}`);
    this.sent.push(typeof init.body === 'string' ? JSON.parse(init.body) : null);
    this.keys.push(new Headers(init.headers).get('idempotency-key'));
    if (!this.reached) throw new TypeError('fetch failed');
    return Response.json({ data: rowOf('1') });
  };
}

const at = '2026-11-26T10:00:00Z';
const rowOf = (id: string): SavedView => ({
  id,
  name: id,
  query: 'status=failed',
  shared: false,
  mine: true,
  createdAt: at,
  updatedAt: at,
});
const before = globalThis.fetch;
let testApi: TestApi;
beforeEach(() => {
  testApi = new TestApi();
  globalThis.fetch = testApi.fetch;
});
afterEach(() => {
  globalThis.fetch = before;
});

describe('the tabs of the saved views', () => {
  it('stand by name, each with its filters in its address, and lead on in a circle', () => {
    const [a, b] = [rowOf('a'), rowOf('b')];
    expect(inTabOrder([b, a])).toEqual([a, b]);
    expect(addressOf(a)).toBe('/runs?status=failed&view=a');
    expect([null, 'a', 'b', 'gone'].map((current) => besides([a, b], current, 1))).toEqual([
      addressOf(a),
      addressOf(b),
      '/runs',
      addressOf(a),
    ]);
    expect(besides([a, b], null, -1)).toBe(addressOf(b));
  });
});

describe('the form of a saved view', () => {
  const typed = (name: string, from: SavedView | { query: string } = { query: 'tag=x' }) => {
    const form = new SavedViewForm();
    form.start(from);
    form.name = name;
    return form;
  };

  it('sends nothing without a name', async () => {
    const form = typed(' ');
    expect(await form.save()).toBeNull();
    expect([form.open, form.problems, testApi.asked]).toEqual([true, ['Give it a name.'], []]);
  });

  it('makes a new one, changes one that is there, and closes', async () => {
    const form = typed(' Ada ');
    expect([await form.save(), form.open]).toEqual([rowOf('1'), false]);
    form.start(rowOf('1'));
    form.shared = true;
    expect(await form.save()).toEqual(rowOf('1'));
    expect(testApi.asked).toEqual(['POST /api/v1/saved-views', 'PUT /api/v1/saved-views/1']);
    expect(testApi.sent).toEqual([
      { name: 'Ada', query: 'tag=x', shared: false },
      { name: '1', query: 'status=failed', shared: true },
    ]);
  });

  it('stays with what was typed when no answer comes; the same words are sent with the same key', async () => {
    const form = typed('Ada');
    testApi.reached = false;
    await expect(form.save()).rejects.toMatchObject({ code: 'offline' });
    await expect(form.save()).rejects.toMatchObject({ code: 'offline' });
    expect([form.open, form.busy, form.name]).toEqual([true, false, 'Ada']);
    form.name = 'Grace';
    testApi.reached = true;
    expect(await form.save()).not.toBeNull();
    form.start({ query: 'tag=x' });
    form.name = 'Grace';
    expect(await form.save()).not.toBeNull();
    const [first, again, other, later] = testApi.keys;
    expect(again).toBe(first);
    expect(new Set([first, other, later]).size).toBe(3);
  });
});
