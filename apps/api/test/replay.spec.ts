import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { addConnection, addPendingApproval, asking, publishRule } from './support/rules.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
let connectionId: string;
let ruleId: string;
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  ({ id: connectionId } = await addConnection(api, owner.observatoryId));
  ({ ruleId } = await publishRule(api, owner.token, asking));
});
afterAll(() => api.stop());

const get = (path: string) => api.call('GET', `/api/v1${path}`, { token: owner.token });
const post = (path: string, body?: unknown, key?: string) =>
  api.call('POST', `/api/v1${path}`, {
    token: owner.token,
    ...(body === undefined ? {} : { body }),
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  });
const Started = z.object({ runId: z.uuid() });

async function endedRun(status = 'failed'): Promise<string> {
  const { runId } = await addPendingApproval(api, { observatoryId: owner.observatoryId, ruleId });
  await api.query(`update runs set status = $2, waiting_for = null, finished_at = now() where id = $1`, [
    runId,
    status,
  ]);
  return runId;
}

async function addEffect(runId: string, state: string, effect = 'write'): Promise<void> {
  await api.query(
    `insert into run_steps (observatory_id, run_id, step_id, path, kind, name, status, started_at)
     values ($1, $2, 'publish', 'steps[1]', 'action', 'Publish the post', 'failed', now()) on conflict do nothing`,
    [owner.observatoryId, runId],
  );
  await api.query(
    `insert into effects (observatory_id, run_id, step_path, key, platform, action, effect, input_hash, state, attempts, sent_at, integration_id)
     values ($1, $2, 'steps[1]', $3, 'twitter', 'twitter.create-post', $4, 'x', $5, 1, now(), $6)`,
    [owner.observatoryId, runId, randomUUID(), effect, state, connectionId],
  );
}

describe('run again', () => {
  it.each(['failed', 'cancelled', 'rejected', 'expired', 'succeeded'])(
    'makes a new run of the event of one that ended as %s',
    async (status) => {
      const old = await endedRun(status);
      // Beyond what JavaScript's numbers hold: the event is copied, not read and written.
      await api.query(`update runs set event = '{"id": 8202522731445525542, "text": "Hi"}' where id = $1`, [old]);
      const reply = await post(`/runs/${old}/replay`);
      expect(reply.status).toBe(202);
      const { runId } = reply.data(Started);
      expect(runId).not.toBe(old);
      expect(
        await api.query(
          `select event::text, status, trigger_type, trigger_summary, replay_of, requested_by, rule_id from runs where id = $1`,
          [runId],
        ),
      ).toEqual([
        {
          event: '{"id": 8202522731445525542, "text": "Hi"}',
          status: 'queued',
          trigger_type: 'manual',
          trigger_summary: 'Run again of “issues.closed from octo-org/octo-repo”',
          replay_of: old,
          requested_by: owner.userId,
          rule_id: ruleId,
        },
      ]);
      expect(await api.query('select topic, payload from outbox where key = $1', [`start-run/${runId}`])).toEqual([
        { topic: 'start-run', payload: { runId } },
      ]);
      expect(await api.query(`select actor_id from audit_log where entity_id = $1`, [runId])).toEqual([
        { actor_id: owner.userId },
      ]);
      expect((await get(`/runs/${runId}`)).body).toMatchObject({
        data: { replayOf: old, replays: [{ id: old, status }] },
      });
      expect((await get(`/runs/${old}`)).body).toMatchObject({ data: { replayOf: null, replays: [{ id: runId }] } });
    },
  );

  it('takes the version the run had, or the current one', async () => {
    const { ruleId: changing } = await publishRule(api, owner.token, asking);
    const { runId: old } = await addPendingApproval(api, { observatoryId: owner.observatoryId, ruleId: changing });
    await api.query(`update runs set status = 'failed', finished_at = now() where id = $1`, [old]);
    await api.call('PUT', `/api/v1/rules/${changing}/draft`, {
      token: owner.token,
      body: { source: asking.replace('24h', '48h'), revision: 1 },
    });
    expect((await post(`/rules/${changing}/publish`)).status).toBe(200);
    const versionOf = async (body?: unknown) => {
      const { runId } = (await post(`/runs/${old}/replay`, body)).data(Started);
      return (await get(`/runs/${runId}`)).data(z.looseObject({ ruleVersion: z.int() })).ruleVersion;
    };
    expect(await versionOf()).toBe(1);
    expect(await versionOf({ version: 'same' })).toBe(1);
    expect(await versionOf({ version: 'current' })).toBe(2);
    expect((await get(`/runs/${old}/replay`)).body).toMatchObject({ data: { versions: { same: 1, current: 2 } } });
    expect((await post(`/runs/${old}/replay`, { version: 'newest' })).status).toBe(400);
  });

  it('is one run for one Idempotency-Key, also twenty at once', async () => {
    const old = await endedRun();
    const replies = await Promise.all(Array.from({ length: 20 }, () => post(`/runs/${old}/replay`, {}, 'one press')));
    expect(new Set(replies.map((reply) => reply.data(Started).runId)).size).toBe(1);
    expect((await post(`/runs/${old}/replay`, {}, 'another press')).data(Started)).not.toEqual(
      replies[0]?.data(Started),
    );
    const other = await endedRun();
    expect((await post(`/runs/${other}/replay`, {}, 'one press')).data(Started)).not.toEqual(replies[0]?.data(Started));
  });

  it('is refused while the run goes on, for a deleted rule, and for those who may only read', async () => {
    const { runId: open } = await addPendingApproval(api, { observatoryId: owner.observatoryId, ruleId });
    const early = await post(`/runs/${open}/replay`);
    expect([early.status, early.error.code]).toEqual([409, 'run-open']);
    expect((await get(`/runs/${open}/replay`)).body).toMatchObject({ data: { refusal: { code: 'run-open' } } });

    const { ruleId: gone } = await publishRule(api, owner.token, asking);
    const { runId: old } = await addPendingApproval(api, { observatoryId: owner.observatoryId, ruleId: gone });
    await api.query(`update runs set status = 'failed', finished_at = now() where id = $1`, [old]);
    await api.call('DELETE', `/api/v1/rules/${gone}`, { token: owner.token });
    const late = await post(`/runs/${old}/replay`);
    expect([late.status, late.error.code, late.error.hint]).toEqual([409, 'rule-deleted', 'Restore the rule first.']);

    const reviewer = await api.member(owner.observatoryId, 'reviewer');
    expect((await api.call('POST', `/api/v1/runs/${old}/replay`, { token: reviewer.token })).status).toBe(403);
  });
});

describe('before it starts', () => {
  it('one sees what stands of every run of the event, and that one is under way', async () => {
    const old = await endedRun();
    await addEffect(old, 'confirmed');
    await addEffect(old, 'failed');
    await addEffect(old, 'confirmed', 'read');
    const { runId: second } = (await post(`/runs/${old}/replay`)).data(Started);
    await api.query(`update runs set status = 'failed', started_at = now(), finished_at = now() where id = $1`, [
      second,
    ]);
    await addEffect(second, 'unknown');
    const { runId: third } = (await post(`/runs/${second}/replay`)).data(Started);
    const expected = {
      refusal: null,
      standing: [
        { runId: old, state: 'confirmed', action: 'twitter.create-post', stepName: 'Publish the post' },
        { runId: second, state: 'unknown', stepName: 'Publish the post' },
      ],
    };
    expect((await get(`/runs/${second}/replay`)).body).toMatchObject({
      data: {
        ...expected,
        runs: [
          { id: old, status: 'failed' },
          { id: third, status: 'queued' },
        ],
      },
    });
    // From the first one as well: what its repetitions did stands, too.
    expect((await get(`/runs/${old}/replay`)).body).toMatchObject({ data: expected });
    expect(await api.query('select trigger_summary from runs where id = $1', [third])).toEqual([
      { trigger_summary: 'Run again of “issues.closed from octo-org/octo-repo”' },
    ]);
  });
});

describe('a failed run', () => {
  it('names the step and the connection that failed, also one that stopped it before anything was sent', async () => {
    const old = await endedRun();
    await addEffect(old, 'failed');
    await api.query(`update runs set error = '{"code":"auth","message":"No","stepPath":"steps[1]"}' where id = $1`, [
      old,
    ]);
    const failedAt = {
      stepPath: 'steps[1]',
      stepId: 'publish',
      stepName: 'Publish the post',
      connection: { id: connectionId, platform: 'twitter', accountName: '@acme', status: 'connected' },
    };
    expect((await get(`/runs/${old}`)).body).toMatchObject({ data: { failedAt } });
    await api.query('delete from effects where run_id = $1', [old]);
    expect((await get(`/runs/${old}`)).body).toMatchObject({ data: { failedAt } });
    await api.query(`update runs set status = 'succeeded', error = null where id = $1`, [old]);
    expect((await get(`/runs/${old}`)).body).toMatchObject({ data: { failedAt: null } });
  });
});
