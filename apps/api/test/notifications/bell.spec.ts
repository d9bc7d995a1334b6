import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person } from '../support/api.js';
import { addConnection, asking, publishRule } from '../support/rules.js';
import { until } from '@jarvis/testing';
import { ask } from './support.js';

jest.setTimeout(120_000);

let api: TestApi;
let owner: Person & { observatoryId: string };
let ada: Person;
let rule: { observatoryId: string; ruleId: string };
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  ada = await api.member(owner.observatoryId, 'reviewer', 'Ada');
  await addConnection(api, owner.observatoryId);
  const { ruleId } = await publishRule(api, owner.token, asking);
  rule = { observatoryId: owner.observatoryId, ruleId };
});
afterAll(() => api.stop());

const Entries = z.array(z.looseObject({ id: z.uuid(), title: z.string(), readAt: z.string().nullable() }));
const get = (person: Person, path = '') => api.call('GET', `/api/v1/notifications${path}`, { token: person.token });
const post = (person: Person, path: string) =>
  api.call('POST', `/api/v1/notifications${path}`, { token: person.token });
const unreadOf = async (person: Person) =>
  (await get(person, '/unread-count')).data(z.object({ unread: z.int() })).unread;

it('shows each person their own, newest first, page by page, and none that is not due', async () => {
  for (const title of ['one', 'two', 'three']) {
    await ask(api, rule, { title });
    await until(async () => (await get(ada)).data(Entries)[0]?.title === `Approval needed: ${title}`);
  }
  const first = await get(ada, '?limit=2');
  expect(first.data(Entries).map(({ title }) => title)).toEqual(['Approval needed: three', 'Approval needed: two']);
  const Meta = z.looseObject({ meta: z.object({ pagination: z.object({ nextCursor: z.string() }) }) });
  const { nextCursor } = Meta.parse(first.body).meta.pagination;
  const rest = await get(ada, `?limit=2&cursor=${nextCursor}`);
  expect(rest.data(Entries).map(({ title }) => title)).toEqual(['Approval needed: one']);
  expect(rest.body).toMatchObject({
    data: [{ kind: 'approval-requested', type: 'alert', relatedEntityType: 'approval', readAt: null }],
  });
});

it('counts what is unread, and reading is each person’s own', async () => {
  const [entry] = (await get(ada)).data(Entries);
  const before = await unreadOf(ada);
  expect((await post(owner, `/${entry?.id ?? ''}/read`)).status).toBe(404);
  expect((await post(ada, `/${entry?.id ?? ''}/read`)).body).toMatchObject({ data: { unread: before - 1 } });
  const unread = (await get(ada, '?unread=true')).data(Entries);
  expect(unread.map(({ id }) => id)).not.toContain(entry?.id);
  expect(unread).toHaveLength(before - 1);
  expect((await post(ada, '/read-all')).body).toMatchObject({ data: { unread: 0 } });
  expect(await unreadOf(ada)).toBe(0);
  expect(await unreadOf(owner)).toBe(before);
});

it('says what may be switched, and that this installation sends no mail', async () => {
  const body = { kind: 'approval-requested', channel: 'in-app', enabled: false };
  const reply = await api.call('PUT', '/api/v1/notifications/preferences', { token: ada.token, body });
  const expected = {
    mailTo: null,
    kinds: expect.arrayContaining([
      expect.objectContaining({
        kind: 'approval-requested',
        concernsYou: true,
        channels: [
          { channel: 'in-app', enabled: false, available: true },
          { channel: 'mail', enabled: true, available: false },
        ],
      }),
      expect.objectContaining({ kind: 'run-failed', concernsYou: false }),
    ]),
  };
  expect(reply.body).toMatchObject({ data: expected });
  expect((await get(ada, '/preferences')).body).toMatchObject({ data: expected });
  await ask(api, rule, { title: 'four' });
  await until(async () => (await get(owner)).data(Entries)[0]?.title === 'Approval needed: four');
  expect((await get(ada)).data(Entries)[0]?.title).toBe('Approval needed: three');
  expect((await api.call('GET', '/health')).body).toMatchObject({ mail: { status: 'off' } });
  expect(await api.query(`select from notifications where channel = 'mail'`)).toEqual([]);
});
