import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lookBack, openEventWait } from '@jarvis/database';
import { TestApi, type Person } from './support/api.js';
import { publishRule } from './support/rules.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
let listener: string;
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  const source = `{ format: 1, name: Thank, trigger: { kind: event, name: order.paid }, steps: [{ id: end, kind: stop, outcome: succeeded }] }`;
  listener = (await publishRule(api, owner.token, source)).ruleId;
});
afterAll(() => api.stop());

const get = (path: string, token = owner.token) => api.call('GET', `/api/v1${path}`, { token });
const emit = async (
  name: string,
  more: { summary?: string; cause?: string; source?: string; in?: string } = {},
): Promise<string> => {
  const [row] = await api.query(
    `insert into events (observatory_id, source, name, dedupe_key, summary, body, cause_run_id)
     values ($1, $2, $3, $4, $5, '{"number": 7}', $6) returning id`,
    [
      more.in ?? owner.observatoryId,
      more.source ?? 'rules',
      name,
      randomUUID(),
      more.summary ?? 'A shop',
      more.cause ?? null,
    ],
  );
  return String(row?.['id']);
};
async function addRun(ruleId: string | null = null): Promise<string> {
  const [row] = await api.query(
    `insert into runs (observatory_id, plan_hash, trigger_type, trigger_summary, event, rule_id)
     values ($1, 'x', 'manual', 'By hand', '{}', $2) returning id`,
    [owner.observatoryId, ruleId],
  );
  return String(row?.['id']);
}

describe('an event', () => {
  it('says what brought it about, which runs it started, and which it woke', async () => {
    const [cause, waiting] = [await addRun(), await addRun()];
    const { observatoryId } = owner;
    const { database } = api.postgres;
    const wait = await database.tenant(observatoryId, (manager) =>
      openEventWait(manager, {
        scope: { observatoryId, runId: waiting },
        stepPath: 'steps[0]',
        iteration: 'orders#1',
        event: 'order.paid',
        where: { number: 7 },
        expiresAt: '2030-01-01T00:00:00Z',
      }),
    );
    await lookBack(database, { observatoryId, waitId: wait?.id ?? '' });
    const id = await emit('order.paid', { cause });
    const { body } = await get(`/events/${id}`);
    expect(body).toMatchObject({
      data: {
        source: 'rules',
        name: 'order.paid',
        body: { number: 7 },
        calledRule: null,
        started: 1,
        refused: 0,
        woken: 1,
        cause: { runId: cause, runStatus: 'queued' },
        depth: 0,
        root: null,
        through: [],
        runs: [{ rule: { id: listener, name: 'Thank' }, reason: null }],
        waits: [{ runId: waiting, stepPath: 'steps[0]', iteration: 'orders#1' }],
      },
    });
    const [started] = await api.query('select run_id from event_runs where event_id = $1', [id]);
    expect((await get(`/runs/${String(started?.['run_id'])}`)).body).toMatchObject({ data: { eventId: id } });
    expect((await get(`/runs/${cause}`)).body).toMatchObject({ data: { eventId: null } });
  });

  it('says why a rule was not started, and where its chain began', async () => {
    const first = await emit('order.paid');
    const [run] = await api.query('select run_id from event_runs where event_id = $1', [first]);
    const id = await emit('order.paid', { cause: String(run?.['run_id']) });
    expect((await get(`/events/${id}`)).body).toMatchObject({
      data: {
        started: 0,
        refused: 1,
        depth: 1,
        root: { id: first, name: 'order.paid' },
        through: [{ id: listener, name: 'Thank' }],
        runs: [{ runId: null, reason: expect.stringContaining('circle') }],
      },
    });
  });

  it('is not there for another observatory', async () => {
    const id = await emit('order.sent');
    const stranger = await api.observatory();
    expect((await get(`/events/${id}`, stranger.token)).status).toBe(404);
    expect((await get('/events', stranger.token)).body).toMatchObject({ data: [] });
  });
});

describe('the list of events', () => {
  it('is filtered by source and name, and searched', async () => {
    const id = await emit('stock.low', { summary: '100% of the shop' });
    const ids = async (query: string) => {
      const { data } = (await get(`/events?${query}`)).body as { data: { id: string }[] };
      return data.map((event) => event.id);
    };
    for (const query of ['name=stock.low', 'q=STOCK', 'q=100%25', 'source=rules&name=stock.low']) {
      expect([query, await ids(query)]).toEqual([query, [id]]);
    }
    for (const query of ['name=stock', 'q=1_0', 'source=jarvis&name=stock.low']) {
      expect([query, await ids(query)]).toEqual([query, []]);
    }
    expect((await get('/events?source=vendors')).status).toBe(400);
  });

  it('can be filtered by the names that there are, each said once, without the rules that were called', async () => {
    const other = await api.observatory();
    const named = async (token: string) => (await get('/events/names', token)).body;
    expect(await named(other.token)).toMatchObject({ data: { names: [] } });
    for (const [name, source] of [
      ['stock.low', 'rules'],
      ['stock.low', 'rules'],
      ['run.failed', 'jarvis'],
      ['stock.low', 'jarvis'],
      [randomUUID(), 'platforms'],
    ] as const) {
      await emit(name, { source, in: other.observatoryId });
    }
    const callable = `{ format: 1, name: Thank, trigger: { kind: rule }, steps: [{ id: end, kind: stop, outcome: succeeded }] }`;
    const { ruleId } = await publishRule(api, other.token, callable);
    await emit(ruleId, { source: 'calls', in: other.observatoryId });
    expect(await named(other.token)).toMatchObject({ data: { names: ['platform', 'run.failed', 'stock.low'] } });
  });
});
