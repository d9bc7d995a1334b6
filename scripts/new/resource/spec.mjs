import { article } from './names.mjs';

/** Its own test, on a real PostgreSQL: lists, keys, changes, the event, and that it stays in its observatory. */
export function inTests({ many, One, row, table, word }) {
  return {
    files: {
      [`apps/api/test/${many}.spec.ts`]: `import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

const ${One} = z.looseObject({ id: z.uuid(), name: z.string(), description: z.string().nullable() });
const Listed = z.object({
  data: z.array(${One}),
  meta: z.object({ pagination: z.object({ nextCursor: z.string().nullable() }) }),
});

type Method = Parameters<TestApi['call']>[0];
const call = (method: Method, path = '', body?: unknown, { token = owner.token, key = '' } = {}) =>
  api.call(method, \`/api/v1/${many}\${path}\`, { token, body, headers: key === '' ? {} : { 'idempotency-key': key } });
const make = async (name: string) => (await call('POST', '', { name })).data(${One});
const namesOf = async (query: string, token = owner.token) => {
  const { data, meta } = Listed.parse((await call('GET', query, undefined, { token })).body);
  return { names: data.map(({ name }) => name), next: meta.pagination.nextCursor };
};

describe('the list', () => {
  it('is newest first, page by page, and nobody else’s', async () => {
    for (const name of ['one', 'two', 'three']) await make(name);
    const first = await namesOf('?limit=2');
    expect(first.names).toEqual(['three', 'two']);
    expect(await namesOf(\`?limit=2&cursor=\${first.next}\`)).toEqual({ names: ['one'], next: null });
    expect(await namesOf('', stranger.token)).toEqual({ names: [], next: null });
  });

  it('is searched by words, which are no patterns', async () => {
    await call('POST', '', { name: 'Half price', description: 'Only 50% today' });
    expect((await namesOf('?q=half')).names).toEqual(['Half price']);
    expect((await namesOf('?q=50%25')).names).toEqual(['Half price']);
    expect((await namesOf('?q=h_lf')).names).toEqual([]);
  });
});

describe('${article(word)} ${word}', () => {
  it('is made once for a key, also by two requests at the same moment', async () => {
    const ask = (name: string) => call('POST', '', { name }, { key: 'k1' });
    const [one, two] = await Promise.all([ask('Ada'), ask('Ada')]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.data(${One}).id).toBe(one.data(${One}).id);
    expect((await ask('Ada')).data(${One}).id).toBe(one.data(${One}).id);
    const other = await ask('Grace');
    expect([other.status, other.error.code]).toEqual([409, 'idempotency-key-used']);
    // A key is its observatory's own.
    const theirs = await call('POST', '', { name: 'Ada' }, { key: 'k1', token: stranger.token });
    expect(theirs.data(${One}).id).not.toBe(one.data(${One}).id);
  });

  it('is changed and deleted, and the log says by whom', async () => {
    const { id } = await make('before');
    expect((await call('PUT', \`/\${id}\`, { name: 'after', description: 'x' })).data(${One})).toMatchObject({
      id,
      name: 'after',
      description: 'x',
    });
    expect((await call('GET', \`/\${id}\`)).data(${One}).name).toBe('after');
    expect((await call('DELETE', \`/\${id}\`)).status).toBe(200);
    for (const [method, body] of [['GET'], ['PUT', { name: 'again' }], ['DELETE']] as const) {
      const gone = await call(method, \`/\${id}\`, body);
      expect([method, gone.status, gone.error.code]).toEqual([method, 404, 'not-found']);
    }
    expect(
      await api.query(\`select action, actor_id from audit_log where entity_id = $1 order by created_at\`, [id]),
    ).toEqual(['created', 'updated', 'deleted'].map((done) => ({ action: \`${row}.\${done}\`, actor_id: owner.userId })));
  });

  it('needs a name', async () => {
    const refused = await call('POST', '', { name: ' ' });
    expect([refused.status, refused.error.code]).toEqual([400, 'invalid-input']);
  });

  it('is told to whoever looks, in its observatory only', async () => {
    const { id } = await make('seen');
    const heardBy = (observatoryId: string) =>
      api.app.get(EventLoader).load(observatoryId, [{ type: '${row}_updated', observatoryId, id }]);
    expect(await heardBy(owner.observatoryId)).toMatchObject([
      { type: '${row}_updated', data: { id, name: 'seen', deleted: false } },
    ]);
    expect(await heardBy(stranger.observatoryId)).toEqual([]);
    await call('DELETE', \`/\${id}\`);
    expect(await heardBy(owner.observatoryId)).toMatchObject([{ data: { id, deleted: true } }]);
  });

  it('cannot be read, changed or deleted by another observatory', async () => {
    const { id } = await make('ours');
    for (const [method, body] of [['GET'], ['PUT', { name: 'theirs' }], ['DELETE']] as const)
      expect((await call(method, \`/\${id}\`, body, { token: stranger.token })).status).toBe(404);
    expect(await api.query('select name, deleted_at from ${table} where id = $1', [id])).toEqual([
      { name: 'ours', deleted_at: null },
    ]);
  });
});
`,
    },
    changes: [],
  };
}
