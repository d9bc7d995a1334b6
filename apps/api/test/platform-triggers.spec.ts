import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { addConnection, createRule, Id, publishRule } from './support/rules.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
let connectionId: string;
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  connectionId = (await addConnection(api, owner.observatoryId, 'gmail')).id;
});
afterAll(() => api.stop());

const source = (more = '', title = '${{ event.subject }}') => `format: 1
name: Notice mail
trigger: { kind: platform, uses: gmail.new-email${more} }
steps:
  - { id: log, kind: action, uses: core.log, with: { title: "${title}" } }
`;
const Detail = z.looseObject({
  trigger: z.object({ type: z.string(), summary: z.string() }),
  watch: z.looseObject({ uses: z.string(), nextLookAt: z.string().nullable() }).nullable(),
  hasSampleEvent: z.boolean(),
});
const call = (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, token = owner.token) =>
  api.call(method, `/api/v1${path}`, { token, ...(body === undefined ? {} : { body }) });
const detailOf = async (id: string) => (await call('GET', `/rules/${id}`)).data(Detail);
const sourceOf = async (ruleId: string) =>
  (
    await api.query(
      'select s.* from event_sources s join event_listeners l on l.name = s.id::text where l.rule_id = $1',
      [ruleId],
    )
  )[0];

describe('triggers of platforms', () => {
  it('are listed with what they take, what they bring, and an example', async () => {
    const reply = await call('GET', '/triggers');
    expect(reply.data(z.array(z.looseObject({ id: z.string() })))).toContainEqual(
      expect.objectContaining({
        id: 'gmail.new-email',
        platform: 'gmail',
        settingsSchema: expect.objectContaining({ properties: expect.objectContaining({ query: expect.anything() }) }),
        eventSchema: expect.objectContaining({ required: expect.arrayContaining(['subject']) }),
        sample: expect.objectContaining({ subject: 'A question about my order' }),
      }),
    );
  });

  it('are refused in words where something does not fit', async () => {
    const problemsOf = async (text: string) =>
      (await call('POST', '/rules', { source: text })).error.details as { path: string; code: string; hint: string }[];
    expect(await problemsOf(source().replace('new-email', 'new-mail'))).toMatchObject([
      { path: 'trigger.uses', code: 'unknown-trigger', hint: 'Did you mean “gmail.new-email”?' },
    ]);
    expect(await problemsOf(source(', with: { folder: outbox, qery: x }'))).toMatchObject([
      { path: 'trigger.with.folder', code: 'invalid-input' },
      { path: 'trigger.with.qery', code: 'unknown-field', hint: 'Did you mean “query”?' },
    ]);
    expect(await problemsOf(source(', connection: nobody'))).toMatchObject([
      { path: 'trigger.connection', code: 'unknown-connection' },
    ]);
    expect(await problemsOf(source('', '${{ event.sujbect }}'))).toMatchObject([
      { path: 'steps[0].with.title', code: 'unknown-output-field', hint: 'Did you mean “subject”?' },
    ]);
  });

  it('are watched from the publication on, and an example is there at once', async () => {
    const id = await createRule(api, owner.token, source(', with: { query: invoice }'));
    expect(await detailOf(id)).toMatchObject({ watch: null, hasSampleEvent: true });
    const { event } = (await call('GET', `/rules/${id}/sample-event`)).data(z.object({ event: z.unknown() }));
    expect(event).toMatchObject({ subject: 'A question about my order' });
    expect((await call('POST', `/rules/${id}/publish`)).status).toBe(200);
    expect(await detailOf(id)).toMatchObject({
      trigger: { type: 'platform', summary: 'When a new e-mail arrives that “invoice” finds' },
      watch: {
        uses: 'gmail.new-email',
        title: 'A new e-mail arrives',
        platform: 'gmail',
        connection: { id: connectionId, accountName: '@acme' },
        lastLookedAt: null,
        nextLookAt: expect.any(String),
        looking: false,
        error: null,
      },
    });
    const versions = await api.query('select connections from rule_versions where rule_id = $1', [id]);
    expect(versions).toEqual([{ connections: [connectionId] }]);
  });

  it('go on where they were when the rule is published again, and begin anew when it was off', async () => {
    const { ruleId: id } = await publishRule(api, owner.token, source(', with: { query: one }'));
    await api.query(`update event_sources set cursor = '{"at":1}' where id = $1`, [(await sourceOf(id))?.['id']]);
    const { draft } = (await call('GET', `/rules/${id}`)).data(
      z.looseObject({ draft: z.object({ revision: z.int() }) }),
    );
    await call('PUT', `/rules/${id}/draft`, { source: source(', with: { query: two }'), revision: draft.revision });
    await call('POST', `/rules/${id}/publish`);
    expect(await sourceOf(id)).toMatchObject({ settings: { query: 'two', folder: 'inbox' }, cursor: { at: 1 } });
    await call('POST', `/rules/${id}/disable`);
    expect((await detailOf(id)).watch).toMatchObject({ nextLookAt: null });
    await call('POST', `/rules/${id}/enable`);
    expect(await sourceOf(id)).toMatchObject({ cursor: null });
  });

  it('are marked in the list while they cannot be looked at and the rule is on', async () => {
    const { ruleId: id } = await publishRule(api, owner.token, source(', with: { query: broken }'));
    const Listed = z.array(z.looseObject({ id: z.uuid(), watchProblem: z.string().nullable() }));
    const problem = async () => (await call('GET', '/rules')).data(Listed).find((rule) => rule.id === id)?.watchProblem;
    expect(await problem()).toBeNull();
    await api.query(
      `update event_sources set error_code = 'auth', error_message = 'It is disconnected.' where id = $1`,
      [(await sourceOf(id))?.['id']],
    );
    expect(await problem()).toBe('It is disconnected.');
    await call('POST', `/rules/${id}/disable`);
    expect(await problem()).toBeNull();
  });

  it('are looked at when somebody asks, and only by those who may', async () => {
    const { ruleId: id } = await publishRule(api, owner.token, source(', with: { query: ask }'));
    await api.query(`update event_sources set next_at = now() + interval '1 hour'`);
    const stranger = await api.observatory();
    expect((await call('POST', `/rules/${id}/look`, undefined, stranger.token)).status).toBe(404);
    const viewer = await api.member(owner.observatoryId, 'viewer');
    expect((await call('POST', `/rules/${id}/look`, undefined, viewer.token)).status).toBe(403);
    expect((await call('POST', `/rules/${id}/look`)).status).toBe(202);
    const due = await api.query('select asked, next_at <= now() as due from event_sources where id = $1', [
      (await sourceOf(id))?.['id'],
    ]);
    expect(due).toEqual([{ asked: true, due: true }]);
    await call('POST', `/rules/${id}/disable`);
    expect((await call('POST', `/rules/${id}/look`)).error).toMatchObject({ code: 'rule-off' });
    const plain = await publishRule(
      api,
      owner.token,
      source()
        .replace(/trigger: .*/, 'trigger: { kind: manual }')
        .replace('event.subject', 'now'),
    );
    expect((await call('POST', `/rules/${plain.ruleId}/look`)).error).toMatchObject({ code: 'nothing-watched' });
  });

  it('follow the account that the words mean by now', async () => {
    const stranger = await api.observatory();
    const first = await addConnection(api, stranger.observatoryId, 'gmail');
    const rule = (await api.call('POST', '/api/v1/rules', { token: stranger.token, body: { source: source() } })).data(
      Id,
    );
    const publish = () => api.call('POST', `/api/v1/rules/${rule.id}/publish`, { token: stranger.token });
    await publish();
    expect(await sourceOf(rule.id)).toMatchObject({ connection_id: first.id });
    await api.query(`update integrations set status = 'disconnected' where id = $1`, [first.id]);
    const second = await addConnection(api, stranger.observatoryId, 'gmail');
    expect((await publish()).data(z.looseObject({ version: z.int() })).version).toBe(2);
    expect(await sourceOf(rule.id)).toMatchObject({ connection_id: second.id, cursor: null });
  });
});
