import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeRun, recordSteps } from '@jarvis/database';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { addConnection, addPendingApproval, asking, Id, publishRule } from './support/rules.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
let ruleId: string;
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  await addConnection(api, owner.observatoryId);
  ({ ruleId } = await publishRule(api, owner.token, asking));
});
afterAll(() => api.stop());

const get = (path: string) => api.call('GET', `/api/v1${path}`, { token: owner.token });
const post = (path: string, body?: unknown) =>
  api.call('POST', `/api/v1${path}`, { token: owner.token, ...(body === undefined ? {} : { body }) });
const waiting = () => addPendingApproval(api, { observatoryId: owner.observatoryId, ruleId });

async function addEffect(runId: string, state: string): Promise<string> {
  const rows = await api.query(
    `insert into effects (observatory_id, run_id, step_path, key, platform, action, effect, input_hash, request, state, attempts, sent_at)
     values ($1, $2, 'steps[1]', $3, 'twitter', 'twitter.create-post', 'write', 'x', '{"text":"Hi"}', $4, 1, now()) returning id`,
    [owner.observatoryId, runId, `${runId}/steps[1]/0`, state],
  );
  return z.tuple([Id]).parse(rows)[0].id;
}

describe('a run', () => {
  it('shows its steps with their effect and approval, and where Temporal shows it', async () => {
    const { runId, approvalId } = await waiting();
    const effectId = await addEffect(runId, 'confirmed');
    await api.query(
      `insert into run_steps (observatory_id, run_id, step_id, path, kind, name, status, attempts, lane, input, output, started_at, finished_at)
       values ($1, $2, 'publish', 'steps[1]', 'action', 'Publish', 'succeeded', 1, 'remote', '{"text":"Hi"}', '{"id":"1"}', now() + interval '1 second', now() + interval '3 seconds')`,
      [owner.observatoryId, runId],
    );
    const reply = await get(`/runs/${runId}`);
    expect(reply.body).toMatchObject({
      data: {
        id: runId,
        name: 'Ask, then post',
        ruleVersion: 1,
        waitingFor: 'Publish a post',
        definition: { name: 'Ask, then post' },
        steps: [
          {
            id: 'approve',
            path: 'steps[0]',
            kind: 'approval',
            status: 'waiting',
            attempts: 0,
            finishedAt: null,
            approval: { id: approvalId, status: 'pending' },
          },
          {
            id: 'publish',
            path: 'steps[1]',
            lane: 'remote',
            durationMs: 2000,
            input: { text: 'Hi' },
            output: { id: '1' },
            effect: { id: effectId, state: 'confirmed' },
          },
        ],
        temporal: {
          workflowId: `run-${runId}`,
          namespace: 'jarvis',
          url: expect.stringContaining(`/namespaces/jarvis/workflows/run-${runId}`),
        },
      },
    });
  });

  it('is found by rule, status, words and id', async () => {
    const { runId } = await waiting();
    const ids = async (query: string) => (await get(`/runs?limit=200&${query}`)).data(z.array(Id)).map(({ id }) => id);
    expect(await ids(`ruleId=${ruleId}&status=waiting,running`)).toContain(runId);
    expect(await ids('status=failed')).not.toContain(runId);
    expect(await ids('q=octo-repo')).toContain(runId);
    expect(await ids(`q=${runId}`)).toEqual([runId]);
    expect(await ids(`q=run-${runId}`)).toEqual([runId]);
    await api.query(`update runs set workflow_id = 'scheduled-x-2026' where id = $1`, [runId]);
    expect(await ids('q=scheduled-x-2026')).toEqual([runId]);
    expect(await ids('q=%25')).toEqual([]);
  });

  it('is found by every one of several words, and by each form of its id', async () => {
    const { runId } = await waiting();
    await api.query(
      `update runs set trigger_summary = 'Order received', outcome_message = 'No. 4711 is paid', workflow_id = $2 where id = $1`,
      [runId, `run-${runId}`],
    );
    const ids = async (q: string) =>
      (await get(`/runs?q=${encodeURIComponent(q)}`)).data(z.array(Id)).map(({ id }) => id);
    for (const q of [
      'order 4711',
      '4711 ORDER',
      'order ask',
      runId,
      runId.slice(-8),
      `run-${runId}`,
      runId.slice(0, 23),
    ])
      expect([q, await ids(q)]).toEqual([q, [runId]]);
    expect(await ids(runId.slice(0, 8))).toContain(runId);
    for (const q of ['order 4712', `order ${'0'.repeat(8)}`]) expect([q, await ids(q)]).toEqual([q, []]);
    const stranger = await api.observatory();
    const foreign = await api.call('GET', `/api/v1/runs?q=${runId}`, { token: stranger.token });
    expect(foreign.data(z.array(Id))).toEqual([]);
  });

  it('withdraws its question at once when it is cancelled, although Temporal may not know yet', async () => {
    const { runId, approvalId } = await waiting();
    expect((await post(`/runs/${runId}/cancel`)).status).toBe(202);
    const late = await post(`/approvals/${approvalId}/decision`, { decision: 'approved' });
    expect([late.status, late.error.code]).toEqual([409, 'approval-answered']);
    expect(late.error.message).toContain('withdrawn');
    expect(await api.query('select status from approval_requests where id = $1', [approvalId])).toEqual([
      { status: 'cancelled' },
    ]);
  });

  it('is tried at once when it waits for a vendor, once a wait', async () => {
    const { runId } = await waiting();
    const refused = await post(`/runs/${runId}/retry-now`);
    expect([refused.status, refused.error.code]).toEqual([409, 'waits-for-no-vendor']);
    const retryAt = '2026-11-27T10:00:00.000Z';
    const error = { code: 'rate-limited', message: 'X refused the request (429).', retryAt };
    await api.query(
      `insert into run_steps (observatory_id, run_id, step_id, path, kind, name, status, attempts, error, started_at)
       values ($1, $2, 'publish', 'steps[1]', 'action', 'Publish', 'waiting', 1, $3, now())`,
      [owner.observatoryId, runId, JSON.stringify(error)],
    );
    const shown = await get(`/runs/${runId}`);
    expect(shown.body).toMatchObject({ data: { steps: [{}, { status: 'waiting', error: { retryAt } }] } });
    expect((await post(`/runs/${runId}/retry-now`)).status).toBe(202);
    expect((await post(`/runs/${runId}/retry-now`)).status).toBe(202);
    expect(
      await api.query(`select payload from outbox where topic = 'signal-retry' and payload->>'runId' = $1`, [runId]),
    ).toEqual([{ payload: { runId, stepPath: 'steps[1]', iteration: '' } }]);
    const viewer = await api.member(owner.observatoryId, 'viewer', 'Vera');
    expect((await api.call('POST', `/api/v1/runs/${runId}/retry-now`, { token: viewer.token })).status).toBe(403);
  });

  it('is asked to stop through the outbox, once', async () => {
    const { runId } = await waiting();
    expect((await post(`/runs/${runId}/cancel`)).status).toBe(202);
    expect((await post(`/runs/${runId}/cancel`)).status).toBe(202);
    expect(await api.query('select topic from outbox where key = $1', [`cancel-run/${runId}`])).toEqual([
      { topic: 'cancel-run' },
    ]);
    await api.query(`update runs set status = 'cancelled', finished_at = now() where id = $1`, [runId]);
    expect((await post(`/runs/${runId}/cancel`)).error.code).toBe('run-ended');
  });
});

describe('an unknown effect', () => {
  it('is settled by a person also after its run has ended', async () => {
    const { runId } = await waiting();
    const effectId = await addEffect(runId, 'sent');
    const scope = { runId, observatoryId: owner.observatoryId, ruleId };
    await api.postgres.database.tenant(owner.observatoryId, (manager) =>
      closeRun(manager, { scope, records: [], status: 'failed', message: 'X asked to wait.' }),
    );
    const run = await get(`/runs/${runId}`);
    expect(run.body).toMatchObject({
      data: { status: 'failed', effects: [{ id: effectId, state: 'unknown' }], approvals: [{ status: 'cancelled' }] },
    });
    const settled = await post(`/runs/${runId}/effects/${effectId}/resolve`, { outcome: 'happened', note: 'I saw it' });
    expect(settled.body).toMatchObject({ data: { state: 'confirmed', resolutionNote: 'I saw it' } });
  });

  it('is settled by the first person who says what happened', async () => {
    const { runId } = await waiting();
    const effectId = await addEffect(runId, 'unknown');
    const colleague = await api.member(owner.observatoryId, 'operator', 'Grace');
    const body = {
      outcome: 'happened',
      note: 'It is on the page',
      externalId: '42',
      externalUrl: 'https://x.com/a/status/42',
      output: { id: '42' },
    };
    const first = await api.call('POST', `/api/v1/runs/${runId}/effects/${effectId}/resolve`, {
      token: colleague.token,
      body,
    });
    expect(first.body).toMatchObject({
      data: {
        state: 'confirmed',
        externalId: '42',
        resolvedBy: { name: 'Grace' },
        resolutionNote: 'It is on the page',
        response: { id: '42' },
      },
    });
    const second = await post(`/runs/${runId}/effects/${effectId}/resolve`, { outcome: 'did-not-happen', note: 'Hm' });
    expect([second.status, second.error.code]).toEqual([409, 'effect-settled']);
    expect(second.error.message).toContain('Grace');
    expect(
      await api.query(`select count(*)::int from outbox where topic = 'signal-effect' and payload->>'effectId' = $1`, [
        effectId,
      ]),
    ).toEqual([{ count: 1 }]);
  });

  it('needs a word on how one knows, and belongs to its run', async () => {
    const { runId } = await waiting();
    const other = await waiting();
    const effectId = await addEffect(runId, 'unknown');
    expect((await post(`/runs/${runId}/effects/${effectId}/resolve`, { outcome: 'happened', note: '' })).status).toBe(
      400,
    );
    expect(
      (await post(`/runs/${other.runId}/effects/${effectId}/resolve`, { outcome: 'happened', note: 'x' })).status,
    ).toBe(404);
  });
});

describe('the feed and the home page', () => {
  it('filter by platform, type, status, run and time, and link to the thing at the vendor', async () => {
    const { runId } = await waiting();
    await addEffect(runId, 'confirmed');
    await api.query(`update effects set external_url = 'https://x.com/a/status/1' where run_id = $1`, [runId]);
    await api.query(
      `insert into activity_logs (observatory_id, run_id, rule_id, step_path, platform, activity_type, action, title, status)
       values ($1, $2, $3, 'steps[1]', 'twitter', 'post', 'created', 'Posted', 'success'),
              ($1, $2, $3, 'steps[2]', 'core', 'log', 'created', 'Noted', 'failed')`,
      [owner.observatoryId, runId, ruleId],
    );
    const titles = async (query: string) =>
      (await get(`/activity?runId=${runId}&${query}`))
        .data(z.array(z.looseObject({ title: z.string() })))
        .map(({ title }) => title);
    expect((await titles('')).sort()).toEqual(['Noted', 'Posted']);
    expect(await titles('platform=twitter')).toEqual(['Posted']);
    expect(await titles('type=log&status=failed')).toEqual(['Noted']);
    expect(await titles(`to=${encodeURIComponent('2020-01-01T00:00:00Z')}`)).toEqual([]);
    expect((await get(`/activity?runId=${runId}&type=post`)).body).toMatchObject({
      data: [{ platform: 'twitter', url: 'https://x.com/a/status/1', runName: 'Ask, then post' }],
    });
  });

  it('add up what models used, as the worker notes it', async () => {
    const usage = async () =>
      (await get('/dashboard?hours=24')).data(
        z.looseObject({ stats: z.looseObject({ modelTokens: z.number(), modelCostUsd: z.number() }) }),
      ).stats;
    const before = await usage();
    const { runId } = await waiting();
    const { observatoryId } = owner;
    const noted = (stepPath: string, costUsd: number | null) => ({
      type: 'model' as const,
      action: 'finished' as const,
      title: 'Draft: answered',
      status: 'success' as const,
      stepPath,
      iteration: '',
      metadata: { model: 'claude', calls: 1, inputTokens: 120, outputTokens: 30, costUsd },
    });
    await api.postgres.database.tenant(observatoryId, (manager) =>
      recordSteps(manager, {
        scope: { runId, observatoryId },
        records: [],
        feed: [noted('steps[0]', 0.25), noted('steps[1]', null)],
      }),
    );
    const after = await usage();
    expect(after.modelTokens - before.modelTokens).toBe(300);
    expect(after.modelCostUsd - before.modelCostUsd).toBeCloseTo(0.25);
  });

  it('say what needs me', async () => {
    const { runId } = await waiting();
    await addEffect(runId, 'unknown');
    const reply = await get('/dashboard?hours=24');
    expect(reply.body).toMatchObject({
      data: {
        needsMe: {
          approvals: expect.arrayContaining([expect.objectContaining({ title: 'Publish a post' })]),
          unknownEffects: expect.arrayContaining([expect.objectContaining({ runId })]),
        },
        stats: { waiting: expect.any(Number) },
        rules: { total: 1, enabled: 1 },
        connections: { total: 1, healthy: 0 },
        next: [],
      },
    });
    expect(reply.data(z.looseObject({ perHour: z.array(z.unknown()) })).perHour).toHaveLength(24);
  });
});
