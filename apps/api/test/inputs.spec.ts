import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { publishRule } from './support/rules.js';

const source = (count = 'default: 1') => `format: 1
name: Ship an order
trigger: { kind: manual }
inputs:
  order: { type: string, description: Its number }
  count: { type: integer, ${count} }
  note: { type: string, optional: true }
steps:
  - { id: say, kind: action, uses: core.log, with: { title: 'Ship \${{ event.order }}' } }
`;

let api: TestApi;
let owner: Person & { observatoryId: string };
let ruleId: string;
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  ({ ruleId } = await publishRule(api, owner.token, source()));
});
afterAll(() => api.stop());

const Started = z.object({ runId: z.uuid() });
const call = (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, key?: string) =>
  api.call(method, `/api/v1${path}`, {
    token: owner.token,
    ...(body === undefined ? {} : { body }),
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  });
const run = (event: unknown, key?: string) => call('POST', `/rules/${ruleId}/run`, { event }, key);
const eventOf = async (runId: string) =>
  (await api.query('select event from runs where id = $1', [runId]))[0]?.['event'];

describe('a rule with inputs', () => {
  it('is run with them, and with the defaults of what was left out', async () => {
    const { runId } = (await run({ order: 'A7' })).data(Started);
    expect(await eventOf(runId)).toEqual({ order: 'A7', count: 1 });
  });

  it('says of each input what is wrong with it, and starts nothing', async () => {
    const before = await api.query('select count(*) from runs');
    const { status, body } = await run({ count: 'many', ordr: 'A7' });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      error: {
        code: 'invalid-inputs',
        details: [
          {
            path: 'event.order',
            message: '“order” is missing.',
            hint: expect.stringMatching(/^Its inputs are: .*order/),
          },
          { path: 'event.ordr' },
          { path: 'event.count', message: '“count” must be integer.' },
        ],
      },
    });
    expect((await call('POST', `/rules/${ruleId}/run`)).status).toBe(422);
    expect((await run('A7')).body).toMatchObject({ error: { details: [{ path: 'event' }] } });
    expect(await api.query('select count(*) from runs')).toEqual(before);
  });

  it('is one run for one Idempotency-Key, although defaults were filled in', async () => {
    const [first, second] = [await run({ order: 'A8' }, 'once'), await run({ order: 'A8' }, 'once')];
    expect(second.data(Started)).toEqual(first.data(Started));
    expect((await run({ order: 'A9' }, 'once')).status).toBe(409);
  });

  it('has a sample of them, and completes them with their types', async () => {
    expect((await call('GET', `/rules/${ruleId}/sample-event`)).body).toMatchObject({
      data: { event: { order: expect.any(String), count: 1 } },
    });
    const { body } = await call('POST', `/rules/${ruleId}/scope`, { at: 'steps[0].with.title' });
    const Entries = z.object({
      data: z.object({ entries: z.array(z.looseObject({ name: z.string(), children: z.unknown().optional() })) }),
    });
    const event = Entries.parse(body).data.entries.find(({ name }) => name === 'event');
    expect(event?.children).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'event.order', type: 'string', about: 'Its number' }),
        expect.objectContaining({ path: 'event.count', type: 'number' }),
        expect.objectContaining({ path: 'event.note', type: 'string', maybe: true }),
      ]),
    );
  });

  it('runs again with the inputs of the version that is chosen', async () => {
    const { ruleId: other } = await publishRule(api, owner.token, source('optional: true'));
    const { runId } = (await call('POST', `/rules/${other}/run`, { event: { order: 'A7' } })).data(Started);
    await api.query(`update runs set status = 'failed', finished_at = now() where id = $1`, [runId]);
    const publishAs = async (count: string) => {
      const { body } = await call('GET', `/rules/${other}`);
      const { revision } = z.object({ data: z.object({ draft: z.object({ revision: z.int() }) }) }).parse(body)
        .data.draft;
      const saved = await call('PUT', `/rules/${other}/draft`, { source: source(count), revision });
      expect(saved.status).toBe(200);
      expect((await call('POST', `/rules/${other}/publish`, {})).status).toBe(200);
    };
    await publishAs('minimum: 1');
    const refused = await call('POST', `/runs/${runId}/replay`, { version: 'current' });
    expect([refused.status, refused.body]).toMatchObject([422, { error: { details: [{ path: 'event.count' }] } }]);
    expect((await call('POST', `/runs/${runId}/replay`, { version: 'same' })).status).toBe(202);
    await publishAs('default: 3');
    const again = (await call('POST', `/runs/${runId}/replay`, { version: 'current' })).data(Started);
    expect(await eventOf(again.runId)).toEqual({ order: 'A7', count: 3 });
  });
});
