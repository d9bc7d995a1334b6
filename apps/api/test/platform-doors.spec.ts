import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '@jarvis/testing';
import { z } from 'zod';
import type { Call, TestApi } from './support/api.js';
import { TestInstallation } from './support/installation.js';

jest.setTimeout(120_000);

let installation: TestInstallation;
let api: TestApi;
beforeAll(async () => {
  installation = await TestInstallation.start();
  ({ api } = installation);
  await connect('gmail');
  await connect('twitter');
});
afterAll(() => installation.stop());

const Outcome = z.object({
  runId: z.uuid(),
  status: z.string(),
  waitingFor: z.string().nullable(),
  output: z.unknown(),
});
const call = (method: 'GET' | 'POST', path: string, options: Call = {}) =>
  installation.call(method, `integrations/${path}`, options);
const connect = (platform: string, accessToken = 'sandbox-token', who: { accountName?: string; token?: string } = {}) =>
  installation.connect(platform, { accessToken }, who);
const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key });
const mail = (text: string) => ({ to: 'ann@example.com', subject: 'Hello', text });
const sendsIn = (subject: string) => {
  const raws = installation.sandbox.journal().matchAll(/\\"raw\\":\\"([\w-]+)\\"/g);
  return [...raws].filter(([, raw = '']) => Buffer.from(raw, 'base64url').toString().includes(subject)).length;
};

describe('a door of a platform', () => {
  it('answers with what the action gives, and leaves a run that everybody can read', async () => {
    const reply = await call('GET', 'gmail/emails?query=subject:nothing&limit=3');
    expect([reply.status, reply.body]).toMatchObject([
      200,
      { data: { status: 'succeeded', output: { emails: [], hasMore: false } } },
    ]);
    const { runId } = reply.data(Outcome);
    const run = await installation.call('GET', `runs/${runId}`);
    expect(run.body).toMatchObject({
      data: {
        ruleId: null,
        event: { query: 'subject:nothing', limit: 3 },
        triggerSummary: expect.stringMatching(/^Search e-mails \(GET gmail\/emails\), asked by /),
        steps: [{ id: 'act', status: 'succeeded' }],
      },
    });
  });

  it('does once what is asked again with the same key, also ten times at once', async () => {
    const subject = randomUUID();
    const [headers, body] = [keyed(), { ...mail('Hi'), subject }];
    const replies = await Promise.all(Array.from({ length: 10 }, () => call('POST', 'gmail/send', { headers, body })));
    const runs = new Set(replies.map((reply) => reply.data(Outcome).runId));
    expect(runs.size).toBe(1);
    const [runId = ''] = runs;
    await until(async () => (await call('POST', 'gmail/send', { headers, body })).status === 200);
    expect(sendsIn(subject)).toBe(1);
    const other = await call('POST', 'gmail/send', { headers, body: { ...body, text: 'Another' } });
    expect([other.status, other.error.code, other.error.details]).toEqual([409, 'idempotency-key-used', { runId }]);
    const elsewhere = await call('POST', `gmail/send?connectionId=${randomUUID()}`, { headers, body });
    expect([elsewhere.status, elsewhere.error.code]).toEqual([409, 'idempotency-key-used']);
    const effects = await api.query('select state, attempts from effects where run_id = $1', [runId]);
    expect(effects).toEqual([{ state: 'confirmed', attempts: 1 }]);
  });

  it('asks a person where a rule would, and does it when that person agrees', async () => {
    const [headers, body] = [keyed(), { text: `Release ${randomUUID()}` }];
    const asked = await call('POST', 'twitter/tweet', { headers, body });
    expect([asked.status, asked.data(Outcome)]).toMatchObject([202, { status: 'waiting', output: null }]);
    expect(installation.sandbox.journal()).not.toContain(body.text);
    const [approval] = await api.query('select id from approval_requests where run_id = $1', [
      asked.data(Outcome).runId,
    ]);
    const shown = await installation.call('GET', `approvals/${String(approval?.['id'])}`);
    expect(JSON.stringify(shown.body)).toContain(body.text);
    expect((await installation.approve(asked.data(Outcome).runId)).status).toBe(200);
    await until(async () => (await call('POST', 'twitter/tweet', { headers, body })).status === 200);
    const done = await call('POST', 'twitter/tweet', { headers, body });
    expect(done.data(Outcome)).toMatchObject({ status: 'succeeded', output: { text: body.text } });
    expect(installation.sandbox.journal().split(body.text)).toHaveLength(2);
  });

  it('is no success when that person says no', async () => {
    const [headers, body] = [keyed(), { text: `Rejected ${randomUUID()}` }];
    const { runId } = (await call('POST', 'twitter/tweet', { headers, body })).data(Outcome);
    const [approval] = await api.query('select id from approval_requests where run_id = $1', [runId]);
    await installation.call('POST', `approvals/${String(approval?.['id'])}/decision`, {
      body: { decision: 'rejected', note: 'Not now.' },
    });
    const again = () => call('POST', 'twitter/tweet', { headers, body });
    await until(async () => (await again()).status !== 202);
    const reply = await again();
    expect([reply.status, reply.error.code, reply.error.details]).toEqual([409, 'run-rejected', { runId }]);
    expect(installation.sandbox.journal()).not.toContain(body.text);
  });

  it('evaluates nothing of what it is given', async () => {
    const text = 'It costs ${{ 1 + 1 }} and ${{ broken';
    const reply = await call('POST', 'gmail/send', { body: mail(text) });
    expect([reply.status, reply.data(Outcome).status]).toEqual([200, 'succeeded']);
    const [step] = await api.query(`select input from run_steps where run_id = $1 and step_id = 'act'`, [
      reply.data(Outcome).runId,
    ]);
    expect(step?.['input']).toMatchObject({ text });
  });

  it('refuses an input that the action would refuse, and starts nothing', async () => {
    const before = await api.query('select count(*) from runs');
    for (const [path, options] of [
      ['gmail/send', { body: { ...mail('x'), to: 'nobody' } }],
      ['gmail/send', { body: { ...mail('x'), surprise: 1 } }],
      ['gmail/send?connectionId=mine', { body: mail('x') }],
      ['twitter/tweet', { body: { text: 'x'.repeat(281) } }],
    ] as const) {
      const reply = await call('POST', path, options);
      expect([path, reply.status]).toEqual([path, 400]);
      expect(reply.error.details).toMatchObject([{ path: expect.any(String), message: expect.any(String) }]);
    }
    expect((await call('GET', 'gmail/emails?query=x&limit=26')).status).toBe(400);
    expect((await call('POST', 'gmail/send', { body: mail('x'), headers: keyed('') })).status).toBe(400);
    expect(await api.query('select count(*) from runs')).toEqual(before);
  });

  it('refuses what the action takes and no run can carry, and starts nothing', async () => {
    const before = await api.query('select count(*) from runs');
    const reply = await call('POST', 'gmail/send', { body: mail('x'.repeat(140_000)) });
    expect([reply.status, reply.error]).toMatchObject([413, { code: 'input-too-large' }]);
    expect(await api.query('select count(*) from runs')).toEqual(before);
    const largest = await call('POST', 'gmail/send', { body: mail('x'.repeat(130_000)) });
    expect([largest.status, largest.data(Outcome).status]).toEqual([200, 'succeeded']);
  });

  it('takes the connection that is named, of this observatory only', async () => {
    const stranger = await api.observatory();
    const none = await call('POST', 'gmail/send', { token: stranger.token, body: mail('x') });
    expect([none.status, none.error.details]).toMatchObject([422, [{ code: 'missing-connection' }]]);
    const theirs = await connect('gmail', 'acme.1', { accountName: 'Theirs', token: stranger.token });
    const foreign = await call('POST', `gmail/send?connectionId=${theirs}`, { body: mail('x') });
    expect([foreign.status, foreign.error.details]).toMatchObject([422, [{ code: 'unknown-connection' }]]);

    const second = await connect('gmail', 'acme.1', { accountName: 'Second' });
    const which = await call('POST', 'gmail/send', { body: mail('x') });
    expect([which.status, which.error.details]).toMatchObject([422, [{ code: 'ambiguous-connection' }]]);
    const named = await call('POST', `gmail/send?connectionId=${second}`, { body: mail('Named') });
    expect(named.status).toBe(200);
    // A connection that has lost its key stops the step before anything is sent; the run still says which it was.
    await api.query(`update integrations set credentials = null where id = $1`, [second]);
    const failed = await call('POST', `gmail/send?connectionId=${second}`, { body: mail('x') });
    const { runId } = z.object({ runId: z.uuid() }).parse(failed.error.details);
    expect([failed.status, (await installation.call('GET', `runs/${runId}`)).body]).toMatchObject([
      422,
      { data: { status: 'failed', failedAt: { stepId: 'act', connection: { id: second, platform: 'gmail' } } } },
    ]);
    await api.query(`update integrations set status = 'disconnected', credentials = null where id = $1`, [second]);
  });

  it('says what the platform said', async () => {
    await installation.fail({ platform: 'gmail', kind: 'rate-limited', retryAfter: 3600, count: 10 });
    const reply = await call('POST', 'gmail/send', { body: mail('x') });
    expect([reply.status, reply.data(Outcome)]).toMatchObject([202, { status: 'waiting' }]);
    await installation.mend();
  });

  it('stands in the way of no other route', async () => {
    expect((await call('GET', 'platforms')).status).toBe(200);
    const [row] = await api.query(
      `select id from integrations where observatory_id = $1 and platform = 'gmail' and status = 'connected'`,
      [installation.owner.observatoryId],
    );
    expect((await call('GET', `${String(row?.['id'])}/health`)).status).toBe(200);
    expect((await call('POST', 'gmail/connect', { body: {} })).status).toBe(201);
    expect((await call('GET', 'gmail/nothing')).status).toBe(404);
    expect((await call('GET', 'gmail/send')).status).toBe(404);
  });
});
