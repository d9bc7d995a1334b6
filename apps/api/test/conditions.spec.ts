import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { addConnection, createRule, publishRule } from './support/rules.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
let connectionId: string;
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  connectionId = (await addConnection(api, owner.observatoryId, 'gmail')).id;
});
afterAll(() => api.stop());

const source = (more = '') => `format: 1
name: Notice a full mailbox
trigger:
  kind: condition
  uses: gmail.search-emails
  with: { query: is:unread }
  value: \${{ size(output.emails) }}
  above: 10
${more}
steps:
  - { id: log, kind: action, uses: core.log, with: { title: "\${{ event.value }} of \${{ event.line }}" } }
`;
const Detail = z.looseObject({
  trigger: z.object({ type: z.string(), summary: z.string() }),
  watch: z.looseObject({ error: z.unknown(), number: z.looseObject({ state: z.string() }).nullable() }).nullable(),
});
const call = (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) =>
  api.call(method, `/api/v1${path}`, { token: owner.token, ...(body === undefined ? {} : { body }) });
const detailOf = async (id: string) => (await call('GET', `/rules/${id}`)).data(Detail);
const watchOf = async (id: string) => (await detailOf(id)).watch;
const change = (id: string, set: string) =>
  api.query(`update event_sources set ${set} where id::text = (select name from event_listeners where rule_id = $1)`, [
    id,
  ]);

describe('a condition', () => {
  it('is watched from the publication on, with an example at once', async () => {
    const id = await createRule(api, owner.token, source('  rearm: 5'));
    const { event } = (await call('GET', `/rules/${id}/sample-event`)).data(z.object({ event: z.unknown() }));
    expect(event).toMatchObject({ value: 11, before: 9, line: 10, side: 'above' });
    expect((await call('POST', `/rules/${id}/publish`)).status).toBe(200);
    expect(await detailOf(id)).toMatchObject({
      trigger: { type: 'condition', summary: 'When size(output.emails) of gmail.search-emails is above 10' },
      watch: {
        uses: 'gmail.search-emails',
        title: 'Search e-mails',
        platform: 'gmail',
        connection: { id: connectionId, accountName: '@acme' },
        number: { state: 'unknown', side: 'above', line: 10, rearm: 5, since: null, looks: [] },
      },
    });
    const versions = await api.query('select connections from rule_versions where rule_id = $1', [id]);
    expect(versions).toEqual([{ connections: [connectionId] }]);
  });

  it('shows where the number is, and begins anew when it was off', async () => {
    const { ruleId: id } = await publishRule(api, owner.token, source());
    const looks = [{ at: '2026-11-27T09:00:00.000Z', value: 12 }];
    await change(id, `cursor = '${JSON.stringify({ state: 'fired', looks })}'`);
    expect(await watchOf(id)).toMatchObject({ number: { state: 'fired', looks } });
    await call('POST', `/rules/${id}/disable`);
    await call('POST', `/rules/${id}/enable`);
    expect(await watchOf(id)).toMatchObject({ number: { state: 'unknown', looks: [] } });
  });

  it('keeps its place when it is published again, and begins anew with another line', async () => {
    const { ruleId: id } = await publishRule(api, owner.token, source());
    await change(id, `cursor = '${JSON.stringify({ state: 'armed', looks: [] })}'`);
    const publish = async (text: string) => {
      const { draft } = (await call('GET', `/rules/${id}`)).data(
        z.looseObject({ draft: z.object({ revision: z.int() }) }),
      );
      await call('PUT', `/rules/${id}/draft`, { source: text, revision: draft.revision });
      await call('POST', `/rules/${id}/publish`);
      return (await watchOf(id))?.number?.state;
    };
    expect(await publish(source().replace('of ', 'from '))).toBe('armed');
    expect(await publish(source().replace('above: 10', 'above: 11'))).toBe('unknown');
  });

  it('tells of looks that fail after several in a row', async () => {
    const { ruleId: id } = await publishRule(api, owner.token, source());
    const trouble = `error_code = 'unavailable', error_message = 'It is away.'`;
    const Listed = z.array(z.looseObject({ id: z.uuid(), watchProblem: z.string().nullable() }));
    const listed = async () => (await call('GET', '/rules')).data(Listed).find((rule) => rule.id === id)?.watchProblem;
    await change(id, `failures = 2, ${trouble}`);
    expect([(await watchOf(id))?.error, await listed()]).toEqual([null, null]);
    await change(id, 'failures = 3');
    expect([(await watchOf(id))?.error, await listed()]).toEqual([
      expect.objectContaining({ message: 'It is away.' }),
      'It is away.',
    ]);
  });

  it('is refused in words where the action would change something', async () => {
    const writes = source()
      .replace('gmail.search-emails', 'gmail.send-email')
      .replace('{ query: is:unread }', '{ to: [a@example.com], subject: x, text: x }');
    expect((await call('POST', '/rules', { source: writes })).error.details).toContainEqual(
      expect.objectContaining({ path: 'trigger.uses', code: 'invalid-value' }),
    );
    const posts = source()
      .replace('gmail.search-emails', 'http.request')
      .replace('{ query: is:unread }', '{ method: POST, url: https://example.com }')
      .replace('size(output.emails)', 'output.status');
    expect((await call('POST', '/rules', { source: posts })).error.details).toContainEqual(
      expect.objectContaining({ path: 'trigger.with', code: 'invalid-value' }),
    );
  });

  it('can be tried with nothing but an action that reads', async () => {
    const id = await createRule(api, owner.token, source());
    const look = (body: object) => call('POST', `/rules/${id}/look-at-number`, body);
    const sent = await look({ uses: 'gmail.send-email', with: { to: ['a@example.com'], subject: 'x', text: 'x' } });
    expect([sent.status, sent.error.details]).toEqual([
      422,
      expect.arrayContaining([expect.objectContaining({ path: 'trigger.uses' })]),
    ]);
    const inward = await look({ uses: 'http.request', with: { url: 'http://127.0.0.1:1/' } });
    expect(inward.status).toBe(422);
    const other = await api.observatory();
    const theirs = await api.call('POST', `/api/v1/rules/${id}/look-at-number`, {
      token: other.token,
      body: { uses: 'http.request' },
    });
    expect(theirs.status).toBe(404);
  });
});
