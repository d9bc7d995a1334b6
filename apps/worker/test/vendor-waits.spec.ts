import { createServer, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { decideApproval } from '@jarvis/database';
import type { ActionNode, PlanNode } from '@jarvis/steps/nodes';
import type { WorkflowHandle } from '@temporalio/client';
import { Engine } from './support/engine.js';
import { action, approvalOf, planOf, post, retry } from './support/plans.js';
import { freePort } from './support/processes.js';

jest.setTimeout(120_000);

const DAY_MS = 24 * 60 * 60 * 1000;
const unique = (text: string) => `${text} ${randomUUID().slice(0, 8)}`;

const waiting = (engine: Engine, runId: string) =>
  engine.awaitRow(
    `select r.waiting_for, s.status, s.attempts, s.error from runs r
     join run_steps s on s.run_id = r.id and s.status = 'waiting' and s.error ? 'retryAt'
     where r.id = $1 and r.status = 'waiting'`,
    [runId],
  );
const tryNow = (handle: WorkflowHandle, stepId: string) => handle.signal('retryNow', { stepPath: `steps.${stepId}` });
const runRow = async (engine: Engine, runId: string) =>
  (await engine.rows('select status, waiting_for, error from runs where id = $1', [runId]))[0];

describe('what a server names as the wait', () => {
  /** By path: the header of the 429s to come; then it answers. */
  const limits = new Map<string, string[]>();
  const calls: string[] = [];
  const server = createServer(({ url = '' }, response: ServerResponse) => {
    calls.push(url);
    const header = limits.get(url)?.shift();
    if (header === undefined) response.end('there');
    else response.writeHead(429, { 'retry-after': header }).end('slow down');
  });
  let engine: Engine;
  let origin: string;
  beforeAll(async () => {
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${port.toString()}`;
    engine = await Engine.start({ SANDBOX_URL: origin });
  });
  afterAll(async () => {
    server.close();
    await engine.stop();
  });

  async function ask(headers: string[], more: Partial<ActionNode> = {}) {
    const path = `/${randomUUID()}`;
    limits.set(path, headers);
    const node = action('ask', 'http.request', { method: 'GET', url: origin + path }, { effect: 'read', ...more });
    return { ...(await engine.run(planOf([node]))), times: () => calls.filter((url) => url === path).length };
  }

  it.each([
    ['remote', '0'],
    ['remote', '-5'],
    ['remote', 'Sat, 21 Nov 2015 11:00:00 GMT'],
    ['local', '0'],
    ['local', '1e20'],
  ] as const)('in the %s lane, %s leaves it to the backoff of the step', async (lane, header) => {
    const { handle, times } = await ask([header, header], { lane });
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(times()).toBe(3);
  });

  it.each([
    ['remote', '31536000'],
    ['local', '99999999999999999999'],
  ] as const)('in the %s lane, %s is kept to a day, shown, and cut short by a person', async (lane, header) => {
    const { runId, handle, times } = await ask([header], { lane });
    const row = await waiting(engine, runId);
    const { retryAt, code } = row['error'] as { retryAt: string; code: string };
    expect(code).toBe('rate-limited');
    expect(Date.parse(retryAt) - Date.now()).toBeLessThanOrEqual(DAY_MS);
    expect(Date.parse(retryAt) - Date.now()).toBeGreaterThan(DAY_MS - 60_000);
    expect(row['waiting_for']).toBe(`HTTP, until ${retryAt}`);
    // Temporal can still describe it.
    await expect(handle.describe()).resolves.toMatchObject({ status: { name: 'RUNNING' } });
    expect(await handle.query('getState')).toMatchObject({ status: 'waiting', waitingFor: row['waiting_for'] });
    await tryNow(handle, 'ask');
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(times()).toBe(2);
    expect(await engine.rows('select status, attempts, error from run_steps where run_id = $1', [runId])).toEqual([
      { status: 'succeeded', attempts: 2, error: null },
    ]);
    expect(await runRow(engine, runId)).toEqual({ status: 'succeeded', waiting_for: null, error: null });
  });

  it('does not take an attempt from the step when a person tries early, and ends after the last one', async () => {
    const policy = { ...retry, maximumAttempts: 2 };
    const { runId, handle, times } = await ask(['3600', '3600', '1', '1'], { lane: 'remote', retry: policy });
    for (const attempts of [1, 2]) {
      await engine.awaitRow(`select id from run_steps where run_id = $1 and status = 'waiting' and attempts = $2`, [
        runId,
        attempts,
      ]);
      await waiting(engine, runId);
      await tryNow(handle, 'ask');
    }
    await expect(handle.result()).rejects.toThrow();
    expect(times()).toBe(4);
    expect(await runRow(engine, runId)).toMatchObject({ status: 'failed', error: { code: 'rate-limited' } });
  });

  it('ends with the run when that is cancelled', async () => {
    const { runId, handle } = await ask(['3600'], { lane: 'remote' });
    await waiting(engine, runId);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    expect(await runRow(engine, runId)).toMatchObject({ status: 'cancelled', waiting_for: null });
  });
});

describe('what a vendor names as the wait', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start();
  });
  afterAll(async () => {
    await engine.stop();
  });

  async function runPost(text: string, more: Partial<ActionNode> = {}) {
    const gated = post(engine.twitter, text, { gatedBy: 'ok', timeoutMs: 1000, ...more });
    const run = await engine.run(planOf([approvalOf(gated), gated]));
    const { id } = await engine.pendingApproval(run.runId);
    const { observatoryId, userId } = engine;
    await engine.db.database.tenant(observatoryId, (manager) =>
      decideApproval(manager, {
        observatoryId,
        approvalId: String(id),
        decision: 'approved',
        userId,
        via: 'api',
        wake: true,
      }),
    );
    await run.handle.signal('decideApproval', { approvalId: String(id), decision: 'approved' });
    return run;
  }
  const effect = async (runId: string) =>
    (await engine.rows(`select state, attempts, error from effects where run_id = $1`, [runId]))[0];
  /** The answer of the write is lost, and the look-up after it is told to wait. */
  async function loseThenLimit(retryAfter: number) {
    await engine.fail({ platform: 'twitter', kind: 'timeout-after-accept', holdMs: 20_000 });
    await engine.fail({ platform: 'twitter', kind: 'rate-limited', retryAfter });
  }

  it('is waited for by a write that was refused', async () => {
    const text = unique('Refused for an hour.');
    await engine.fail({ platform: 'twitter', kind: 'rate-limited', retryAfter: 3600 });
    const { runId, handle } = await runPost(text);
    expect(await waiting(engine, runId)).toMatchObject({
      waiting_for: expect.stringMatching(/^X \(Twitter\), until /),
    });
    expect(await effect(runId)).toMatchObject({ state: 'failed', attempts: 1 });
    await tryNow(handle, 'post');
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(await effect(runId)).toMatchObject({ state: 'confirmed', attempts: 2 });
  });

  it('is waited for by a model', async () => {
    const draft: PlanNode = {
      kind: 'model',
      id: 'draft',
      path: 'steps.draft',
      name: 'Draft',
      onError: 'fail',
      lane: 'remote',
      timeoutMs: 10_000,
      retry,
      prompt: 'Write about an issue.',
      outputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      maxTokens: 500,
    };
    await engine.fail({ platform: 'anthropic', kind: 'rate-limited', retryAfter: 3600 });
    const { runId, handle } = await engine.run(planOf([draft]));
    expect(await waiting(engine, runId)).toMatchObject({ waiting_for: expect.stringMatching(/^Anthropic, until /) });
    await tryNow(handle, 'draft');
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
  });

  it.each([0, 3600])(
    '%d on the look-up for a lost answer is waited for, and the post is there once',
    async (seconds) => {
      const text = unique('Lost, then limited.');
      await loseThenLimit(seconds);
      const { runId, handle } = await runPost(text);
      if (seconds > 0) {
        await waiting(engine, runId);
        expect(await effect(runId)).toMatchObject({ state: 'sent' });
        await tryNow(handle, 'post');
      }
      await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
      expect(await effect(runId)).toMatchObject({ state: 'confirmed', attempts: 1 });
      expect(engine.posts(text)).toHaveLength(1);
    },
  );

  it('at the last attempt leaves a lost answer to a person', async () => {
    await loseThenLimit(3600);
    const { runId, handle } = await runPost(unique('Lost at last.'), { retry: { ...retry, maximumAttempts: 1 } });
    await engine.awaitRow(`select id from effects where run_id = $1 and state = 'unknown'`, [runId]);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    // Nobody has said so yet, and can still.
    expect(await effect(runId)).toMatchObject({ state: 'unknown' });
  });

  it('leaves nothing on its way when the run is cancelled meanwhile', async () => {
    await loseThenLimit(3600);
    const { runId, handle } = await runPost(unique('Lost, then cancelled.'));
    await waiting(engine, runId);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    expect(await effect(runId)).toMatchObject({
      state: 'unknown',
      error: { code: 'effect-unknown', message: expect.stringContaining('The run ended before') },
    });
    expect(await runRow(engine, runId)).toMatchObject({ status: 'cancelled' });
  });
});
