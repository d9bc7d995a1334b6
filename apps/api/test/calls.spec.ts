import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '@jarvis/testing';
import { z } from 'zod';
import { TemporalGateway } from '../src/infrastructure/temporal-gateway.js';
import { ReconcilerService } from '../src/relay/reconciler.service.js';
import type { Person, TestApi } from './support/api.js';
import { startEngine, type TestEngine } from './support/engine.js';
import { createRule, publishRule } from './support/rules.js';

jest.setTimeout(180_000);

let api: TestApi;
let engine: TestEngine;
let owner: Person & { observatoryId: string };
beforeAll(async () => {
  engine = await startEngine('http://127.0.0.1:1');
  ({ api, owner } = engine);
  await publish('Double', {
    trigger: 'rule',
    more: 'inputs: { n: { type: integer, minimum: 0 }, by: { type: integer, default: 2 } }\noutput: { doubled: "${{ event.n * event.by }}" }\n',
    steps: '[{ id: note, kind: action, uses: core.log, with: { title: "Doubles ${{ string(event.n) }}" } }]',
  });
  await publish('Ask', {
    trigger: 'rule',
    more: 'output: { said: yes }\n',
    steps:
      '[{ id: ok, kind: approval, for: note, title: Go on }, { id: note, kind: action, uses: core.log, with: { title: Asked } }]',
  });
});
afterAll(() => engine.stop());

interface Written {
  trigger?: 'manual' | 'rule';
  more?: string;
  steps: string;
}
const sourceOf = (name: string, { trigger = 'manual', more = '', steps }: Written) =>
  `format: 1\nname: ${name}\ntrigger: { kind: ${trigger} }\n${more}steps: ${steps}\n`;
const publish = async (name: string, written: Written) =>
  (await publishRule(api, owner.token, sourceOf(name, written))).ruleId;
const post = (path: string, body: unknown = {}) => api.call('POST', `/api/v1${path}`, { token: owner.token, body });
const run = async (ruleId: string, event: object = {}) =>
  (await post(`/rules/${ruleId}/run`, { event })).data(z.object({ runId: z.uuid() })).runId;

const Row = z.looseObject({
  status: z.string(),
  output: z.unknown(),
  error: z.unknown(),
  waiting_for: z.string().nullable(),
});
const rowOf = async (runId: string) => Row.parse((await api.query('select * from runs where id = $1', [runId]))[0]);
const reaches = (runId: string, status: string) =>
  until(async () => (await rowOf(runId)).status === status, { seen: () => rowOf(runId), patienceMs: 90_000 });
const Called = z.array(z.looseObject({ id: z.uuid(), status: z.string(), event: z.unknown() }));
const calledBy = async (runId: string) =>
  Called.parse(
    await api.query(
      `select r.* from runs r join event_runs er on er.run_id = r.id join events e on e.id = er.event_id
       where e.cause_run_id = $1 order by r.created_at, r.id`,
      [runId],
    ),
  );
const firstCalled = (runId: string) => until(async () => (await calledBy(runId))[0], { seen: () => rowOf(runId) });
const outputOf = async (runId: string, step: string) =>
  (await api.query('select output from run_steps where run_id = $1 and step_id = $2', [runId, step]))[0]?.['output'];
async function decide(runId: string, decision: 'approved' | 'rejected'): Promise<void> {
  const [row] = await until(async () => {
    const rows = await api.query(`select id from approval_requests where run_id = $1 and status = 'pending'`, [runId]);
    return rows.length > 0 ? rows : undefined;
  });
  const { status } = await post(`/approvals/${String(row?.['id'])}/decision`, { decision, note: 'Said so' });
  expect(status).toBe(200);
}
const asks = (more = '') => `[{ id: ask, kind: call, rule: Ask${more} }]`;

describe('a step that calls a rule', () => {
  it('waits for its end, and gives what it gives; the caller gives it on', async () => {
    const caller = await publish('Four times', {
      more: 'output: "${{ steps.again.output.doubled }}"\n',
      steps: `[
        { id: once, kind: call, rule: Double, with: { n: 3 } },
        { id: again, kind: call, rule: Double, with: { n: "\${{ steps.once.output.doubled }}", by: 10 } }]`,
    });
    const runId = await run(caller);
    await reaches(runId, 'succeeded');
    expect((await rowOf(runId)).output).toBe(60);
    expect(await outputOf(runId, 'once')).toEqual({ doubled: 6 });
    expect((await calledBy(runId)).map(({ event, status }) => [event, status])).toEqual([
      [{ n: 3, by: 2 }, 'succeeded'],
      [{ n: 6, by: 10 }, 'succeeded'],
    ]);
  });

  it('does not wait where it says so', async () => {
    const caller = await publish('Ask later', { steps: asks(', wait: false') });
    const runId = await run(caller);
    await reaches(runId, 'succeeded');
    const called = await firstCalled(runId);
    expect(await outputOf(runId, 'ask')).toEqual({ runId: called.id });
    await reaches(called.id, 'waiting');
    await decide(called.id, 'approved');
    await reaches(called.id, 'succeeded');
    expect(
      await api.query(`select 1 from outbox where topic = 'signal-event' and payload->>'runId' = $1`, [runId]),
    ).toEqual([]);
  });

  it('fails with the reason of a run that is rejected, and with that of one that fails', async () => {
    const caller = await publish('Ask and see', { steps: asks() });
    const runId = await run(caller);
    await reaches(runId, 'waiting');
    expect((await rowOf(runId)).waiting_for).toMatch(/^the run of “Ask”, until \d{4}-/);
    const { id } = await firstCalled(runId);
    await reaches(id, 'waiting');
    await decide(id, 'rejected');
    await reaches(runId, 'failed');
    expect((await rowOf(runId)).error).toMatchObject({
      code: 'call-rejected',
      message: expect.stringContaining('called “Ask”, and that run was rejected'),
      hint: expect.stringContaining(id),
      stepPath: 'steps[0]',
    });
    await publish('Break', {
      trigger: 'rule',
      steps: '[{ id: end, kind: stop, outcome: failed, message: No more stock }]',
    });
    const failing = await run(await publish('Break and see', { steps: '[{ id: a, kind: call, rule: Break }]' }));
    await reaches(failing, 'failed');
    expect((await rowOf(failing)).error).toMatchObject({
      code: 'call-failed',
      message: expect.stringContaining('that run failed: No more stock'),
    });
  });

  it('fails when its time is over, and stops what it called', async () => {
    const caller = await publish('Ask briefly', { steps: asks(', expiresAfter: 2s') });
    const runId = await run(caller);
    await reaches(runId, 'failed');
    expect((await rowOf(runId)).error).toMatchObject({ code: 'call-timed-out' });
    const { id } = await firstCalled(runId);
    await reaches(id, 'cancelled');
  });

  it('stops what it waits for when its own run is cancelled, three levels down', async () => {
    await publish('Middle', { trigger: 'rule', steps: asks() });
    const top = await publish('Top', { steps: '[{ id: middle, kind: call, rule: Middle }]' });
    const runId = await run(top);
    const middle = await firstCalled(runId);
    const bottom = await firstCalled(middle.id);
    await reaches(bottom.id, 'waiting');
    await post(`/runs/${runId}/cancel`);
    for (const id of [runId, middle.id, bottom.id]) await reaches(id, 'cancelled');
  });

  it('goes on three levels deep', async () => {
    await publish('Twice over', {
      trigger: 'rule',
      more: 'inputs: { n: { type: integer } }\noutput: "${{ steps.a.output.doubled * 2 }}"\n',
      steps: '[{ id: a, kind: call, rule: Double, with: { n: "${{ event.n }}" } }]',
    });
    await publish('Thrice over', {
      trigger: 'rule',
      more: 'output: "${{ steps.b.output * 2 }}"\n',
      steps: '[{ id: b, kind: call, rule: Twice over, with: { n: 1 } }]',
    });
    const runId = await run(
      await publish('Deep', {
        more: 'output: "${{ steps.c.output }}"\n',
        steps: '[{ id: c, kind: call, rule: Thrice over }]',
      }),
    );
    await reaches(runId, 'succeeded');
    expect((await rowOf(runId)).output).toBe(8);
  });

  it('calls for each of fifty items, several at a time', async () => {
    const runId = await run(
      await publish('Fifty', {
        more: 'output: "${{ steps.all.output.results.map(r, r.output.doubled) }}"\n',
        steps: `[{ id: all, kind: each, items: event.numbers, concurrency: 10, steps: [
          { id: one, kind: call, rule: Double, with: { n: "\${{ item }}" } }] }]`,
      }),
      { numbers: Array.from({ length: 50 }, (_, index) => index) },
    );
    await reaches(runId, 'succeeded');
    expect((await rowOf(runId)).output).toEqual(Array.from({ length: 50 }, (_, index) => index * 2));
    expect(await calledBy(runId)).toHaveLength(50);
  });

  it('ends a circle with words', async () => {
    const self = await publish('Itself', {
      trigger: 'rule',
      steps: '[{ id: note, kind: action, uses: core.log, with: { title: Once } }]',
    });
    const draft = await api.call('GET', `/api/v1/rules/${self}`, { token: owner.token });
    const { revision } = z.object({ data: z.object({ draft: z.object({ revision: z.int() }) }) }).parse(draft.body)
      .data.draft;
    const source = sourceOf('Itself', { trigger: 'rule', steps: '[{ id: again, kind: call, rule: Itself }]' });
    await api.call('PUT', `/api/v1/rules/${self}/draft`, { token: owner.token, body: { source, revision } });
    expect((await post(`/rules/${self}/publish`)).status).toBe(200);
    const runId = await run(self);
    await reaches(runId, 'failed');
    expect((await rowOf(runId)).error).toMatchObject({ message: expect.stringContaining('round in a circle') });
    expect(await calledBy(runId)).toEqual([]);
  });

  it('says which inputs do not fit, before it is published and again when it runs', async () => {
    const source = sourceOf('Wrong', { steps: '[{ id: a, kind: call, rule: Double, with: { m: 1 } }]' });
    expect((await post('/rules', { source })).body).toMatchObject({
      error: { details: [{ path: 'steps[0].with.n' }, { path: 'steps[0].with.m' }] },
    });
    for (const step of [
      'kind: call, rule: Double, with: {',
      `kind: action, uses: core.run-rule, with: { rule: ${await idOf('Double')}, input: {`,
    ]) {
      const end = step.includes('input') ? '} }' : '}';
      const caller = await publish('Unknown number', { steps: `[{ id: a, ${step} n: "\${{ event.n }}" ${end} }]` });
      const runId = await run(caller, { n: -1 });
      await reaches(runId, 'failed');
      expect((await rowOf(runId)).error).toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining('“n” must be >= 0'),
      });
      expect(await calledBy(runId)).toEqual([]);
    }
  });
});

const idOf = async (name: string) =>
  String((await api.query('select id from automation_rules where name = $1', [name]))[0]?.['id']);

describe('when something breaks while it waits', () => {
  it('hears of an end that came while no worker was there', async () => {
    const caller = await publish('Ask through a crash', {
      more: 'output: "${{ steps.ask.output.said }}"\n',
      steps: asks(),
    });
    const runId = await run(caller);
    await reaches(runId, 'waiting');
    const { id } = await firstCalled(runId);
    await reaches(id, 'waiting');
    await engine.killWorker();
    await decide(id, 'approved');
    await engine.startWorker();
    await reaches(runId, 'succeeded');
    expect((await rowOf(runId)).output).toBe('yes');
    expect(await calledBy(runId)).toHaveLength(1);
  });

  it('finds the end of a run that was over before it began to wait', async () => {
    // As a worker leaves it that died between calling and hearing that it had called.
    const caller = await publish('Ask late', {
      more: 'output: "${{ steps.b.output.doubled }}"\n',
      steps: `[
      { id: ok, kind: approval, for: note, title: First }, { id: note, kind: action, uses: core.log, with: { title: x } },
      { id: b, kind: call, rule: Double, with: { n: 4 } }]`,
    });
    const runId = await run(caller);
    await reaches(runId, 'waiting');
    await api.query(
      `insert into events (observatory_id, source, name, dedupe_key, summary, body, cause_run_id)
       values ($1, 'calls', $2, $3, 'Ask late', '{"n": 4, "by": 2}', $4)`,
      [owner.observatoryId, await idOf('Double'), `${runId}/steps[2]/0`, runId],
    );
    await reaches((await firstCalled(runId)).id, 'succeeded');
    await decide(runId, 'approved');
    await reaches(runId, 'succeeded');
    expect((await rowOf(runId)).output).toBe(8);
    expect(await calledBy(runId)).toHaveLength(1);
  });

  it('is told again when the word of the end was lost', async () => {
    const runId = await run(await publish('Ask and miss it', { steps: asks() }));
    const { id } = await firstCalled(runId);
    await reaches(id, 'waiting');
    await reaches(runId, 'waiting');
    // The relay finds nothing to tell: as after a restore of Temporal to a moment before the signal.
    await api.query(
      `insert into outbox (observatory_id, topic, key, payload, delivered_at)
      values ($1, 'signal-event', 'signal-event/' || $2, '{}', now())`,
      [owner.observatoryId, id],
    );
    await decide(id, 'approved');
    await reaches(id, 'succeeded');
    const reconciler = api.app.get(ReconcilerService);
    const drift = await until(async () =>
      (await reconciler.reconcile({ quietSeconds: 0 })).drift.find(
        ({ runId: of, kind }) => of === runId && kind === 'answer-lost',
      ),
    );
    expect(drift.mended).toBe(true);
    await reaches(runId, 'succeeded');
  });

  it('calls once more, under the same id, after a restore of the database to a moment before', async () => {
    const runId = await run(await publish('Ask after a restore', { steps: asks() }));
    const { id } = await firstCalled(runId);
    await reaches(id, 'waiting');
    for (const sql of [
      `delete from outbox where payload->>'runId' = $1`,
      'delete from event_runs where run_id = $1',
      'delete from approval_requests where run_id = $1',
      'delete from run_steps where run_id = $1',
      'delete from activity_logs where run_id = $1',
      'delete from runs where id = $1',
    ])
      await api.query(sql, [id]);
    await api.query('delete from events where cause_run_id = $1', [runId]);
    const client = await api.app.get(TemporalGateway).client();
    await client.workflow.getHandle(`run-${runId}`).signal('lookAgain');
    expect((await firstCalled(runId)).id).toBe(id);
    await post(`/runs/${runId}/cancel`);
    await reaches(runId, 'cancelled');
    await reaches(id, 'cancelled');
  });
});

it('rehearses a call with a sample of what the rule gives, and calls nothing', async () => {
  const source = sourceOf('Rehearsed', {
    more: 'output: "${{ steps.a.output.doubled }}"\n',
    steps: '[{ id: a, kind: call, rule: Double, with: { n: 1 } }]',
  });
  const ruleId = await createRule(api, owner.token, source);
  const [before] = await api.query('select count(*) from events');
  const { body } = await post(`/rules/${ruleId}/rehearse`);
  expect(body).toMatchObject({
    data: { status: 'succeeded', steps: [{ id: 'a', output: { doubled: expect.any(Number) } }] },
  });
  expect(await api.query('select count(*) from events')).toEqual([before]);
});
