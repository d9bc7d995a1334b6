import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { EventLoader } from '../src/live/event-loader.js';
import { TestApi, type Person } from './support/api.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
let stranger: Person & { observatoryId: string };
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  stranger = await api.observatory();
});
afterAll(() => api.stop());

const SavedView = z.looseObject({
  id: z.uuid(),
  name: z.string(),
  query: z.string(),
  shared: z.boolean(),
  mine: z.boolean(),
});
const Listed = z.object({
  data: z.array(SavedView),
  meta: z.object({ pagination: z.object({ nextCursor: z.string().nullable() }) }),
});

type Method = Parameters<TestApi['call']>[0];
const call = (method: Method, path = '', body?: unknown, { token = owner.token, key = '' } = {}) =>
  api.call(method, `/api/v1/saved-views${path}`, {
    token,
    body,
    headers: key === '' ? {} : { 'idempotency-key': key },
  });
const query = 'status=failed&q=50%25+off';
const make = async (name: string, { shared = false, token = owner.token } = {}) =>
  (await call('POST', '', { name, query, shared }, { token })).data(SavedView);
const namesOf = async (query: string, token = owner.token) => {
  const { data, meta } = Listed.parse((await call('GET', query, undefined, { token })).body);
  return { names: data.map(({ name }) => name), next: meta.pagination.nextCursor };
};

describe('the list', () => {
  it('is newest first, page by page, and nobody else’s', async () => {
    for (const name of ['one', 'two', 'three']) await make(name);
    const first = await namesOf('?limit=2');
    expect(first.names).toEqual(['three', 'two']);
    expect(await namesOf(`?limit=2&cursor=${first.next}`)).toEqual({ names: ['one'], next: null });
    expect(await namesOf('', stranger.token)).toEqual({ names: [], next: null });
  });

  it('is searched by words, which are no patterns', async () => {
    await make('Half 50% price');
    expect((await namesOf('?q=half')).names).toEqual(['Half 50% price']);
    expect((await namesOf('?q=50%25')).names).toEqual(['Half 50% price']);
    expect((await namesOf('?q=h_lf')).names).toEqual([]);
  });
});

describe('a saved view', () => {
  it('is made once for a key, also by two requests at the same moment', async () => {
    const ask = (name: string) => call('POST', '', { name, query }, { key: 'k1' });
    const [one, two] = await Promise.all([ask('Ada'), ask('Ada')]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.data(SavedView).id).toBe(one.data(SavedView).id);
    expect((await ask('Ada')).data(SavedView).id).toBe(one.data(SavedView).id);
    const other = await ask('Grace');
    expect([other.status, other.error.code]).toEqual([409, 'idempotency-key-used']);
    // A key is its observatory's own.
    const theirs = await call('POST', '', { name: 'Ada', query }, { key: 'k1', token: stranger.token });
    expect(theirs.data(SavedView).id).not.toBe(one.data(SavedView).id);
  });

  it('is changed and deleted, and the log says by whom', async () => {
    const { id } = await make('before');
    expect((await call('PUT', `/${id}`, { name: 'after', query: 'tag=money' })).data(SavedView)).toMatchObject({
      id,
      name: 'after',
      query: 'tag=money',
      mine: true,
    });
    expect((await call('GET', `/${id}`)).data(SavedView).name).toBe('after');
    expect((await call('DELETE', `/${id}`)).status).toBe(200);
    for (const [method, body] of [['GET'], ['PUT', { name: 'again', query }], ['DELETE']] as const) {
      const gone = await call(method, `/${id}`, body);
      expect([method, gone.status, gone.error.code]).toEqual([method, 404, 'not-found']);
    }
    expect(
      await api.query(`select action, actor_id from audit_log where entity_id = $1 order by created_at`, [id]),
    ).toEqual(
      ['created', 'updated', 'deleted'].map((done) => ({ action: `saved_view.${done}`, actor_id: owner.userId })),
    );
  });

  it.each([
    { name: ' ', query },
    { name: 'x'.repeat(61), query },
    { name: 'x', query: '"><script>' },
    { name: 'x', query: 'x'.repeat(2001) },
    { name: 'x' },
  ])('is not made of %j', async (body) => {
    const refused = await call('POST', '', body);
    expect([refused.status, refused.error.code]).toEqual([400, 'invalid-input']);
  });

  it('is its maker’s own until it is shared, by somebody who may operate', async () => {
    const [viewer, reader] = [
      await api.member(owner.observatoryId, 'viewer', 'Vera'),
      await api.member(owner.observatoryId, 'reviewer', 'Ada'),
    ];
    const own = await make('Vera’s', { token: viewer.token });
    expect(own).toMatchObject({ shared: false, mine: true });
    for (const token of [reader.token, owner.token]) {
      expect((await namesOf('?limit=200', token)).names).not.toContain('Vera’s');
      for (const [method, body] of [['GET'], ['PUT', { name: 'theirs', query }], ['DELETE']] as const)
        expect((await call(method, `/${own.id}`, body, { token })).status).toBe(404);
    }
    const sharing = { name: 'Vera’s', query, shared: true };
    expect((await call('PUT', `/${own.id}`, sharing, { token: viewer.token })).status).toBe(403);
    expect((await call('POST', '', sharing, { token: viewer.token })).status).toBe(403);
    const shared = await make('Ours', { shared: true });
    expect((await call('GET', `/${shared.id}`, undefined, { token: viewer.token })).data(SavedView)).toMatchObject({
      name: 'Ours',
      mine: false,
    });
    for (const [method, body] of [['PUT', { name: 'theirs', query, shared: true }], ['DELETE']] as const)
      expect((await call(method, `/${shared.id}`, body, { token: viewer.token })).status).toBe(403);
    expect((await call('DELETE', `/${own.id}`, undefined, { token: viewer.token })).status).toBe(200);
  });

  it('is told to whoever looks, in its observatory only', async () => {
    const { id } = await make('seen');
    const heardBy = (observatoryId: string) =>
      api.app.get(EventLoader).load(observatoryId, [{ type: 'saved_view_updated', observatoryId, id }]);
    expect(await heardBy(owner.observatoryId)).toMatchObject([
      { type: 'saved_view_updated', data: { id, deleted: false } },
    ]);
    expect(await heardBy(stranger.observatoryId)).toEqual([]);
    await call('DELETE', `/${id}`);
    expect(await heardBy(owner.observatoryId)).toMatchObject([{ data: { id, deleted: true } }]);
  });

  it('cannot be read, changed or deleted by another observatory', async () => {
    const { id } = await make('ours');
    for (const [method, body] of [['GET'], ['PUT', { name: 'theirs', query }], ['DELETE']] as const)
      expect((await call(method, `/${id}`, body, { token: stranger.token })).status).toBe(404);
    expect(await api.query('select name, deleted_at from saved_views where id = $1', [id])).toEqual([
      { name: 'ours', deleted_at: null },
    ]);
  });
});
