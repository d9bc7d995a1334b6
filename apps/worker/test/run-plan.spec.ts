import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { decideApproval, resolveEffect } from '@jarvis/database';
import { isEncrypted, ownerOf } from '@jarvis/payload-codec';
import type { RehearsalAnswer } from '@jarvis/plan';
import type { ActionNode, PlanNode } from '@jarvis/steps/nodes';
import { rehearsePlan } from '@jarvis/rehearsal';
import { WorkflowFailedError } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { Engine } from './support/engine.js';
import { action, approvalOf, log, named, planOf, post, retry, reviewedPost } from './support/plans.js';

jest.setTimeout(120_000);

/** Every encrypted payload, wherever it is. */
function encryptedIn(value: unknown): Payload[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  if ('metadata' in value && 'data' in value && isEncrypted(value as Payload)) return [value as Payload];
  return Object.values(value).flatMap(encryptedIn);
}

const pauseOf = (length: { forMs: number } | { until: string }): PlanNode => ({
  kind: 'wait',
  id: 'pause',
  path: 'steps.pause',
  name: 'A pause',
  onError: 'fail',
  ...length,
});

const unique = (text: string) => `${text} ${randomUUID().slice(0, 8)}`;

describe('runPlan on the real server', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start();
  });
  afterAll(async () => {
    await engine.stop();
  });

  async function decide(runId: string, decision: 'approved' | 'rejected', userId = engine.userId) {
    // In whatever state it is by now: somebody else may be deciding at the same moment.
    const { id } = await engine.awaitRow('select id from approval_requests where run_id = $1', [runId]);
    const approvalId = String(id);
    const { observatoryId } = engine;
    return engine.db.database.tenant(observatoryId, (manager) =>
      decideApproval(manager, { observatoryId, approvalId, decision, userId, via: 'api', wake: true }),
    );
  }

  const wake = async (runId: string, approvalId: string) =>
    engine.client.workflow.getHandle(`run-${runId}`).signal('decideApproval', { approvalId, decision: 'approved' });

  async function approve(runId: string) {
    const result = await decide(runId, 'approved');
    if (result.outcome === 'decided') await wake(runId, result.approval.id);
    return result;
  }

  /** A post that is approved at once: nothing of high risk runs without. */
  async function runPost(text: string, more: Partial<ActionNode> = {}, after: PlanNode[] = []) {
    const gated = post(engine.twitter, text, { gatedBy: 'ok', ...more });
    const run = await engine.run(planOf([approvalOf(gated), gated, ...after]));
    await approve(run.runId);
    return run;
  }

  const runRow = async (runId: string) => (await engine.rows('select * from runs where id = $1', [runId]))[0];
  const steps = async (runId: string) =>
    Object.fromEntries(
      (await engine.rows('select * from run_steps where run_id = $1 order by started_at', [runId])).map((row) => [
        row['step_id'],
        row,
      ]),
    );
  const effects = (runId: string) =>
    engine.rows(`select * from effects where run_id = $1 and platform <> 'core'`, [runId]);

  it.each([
    ['Order ${{ event.order.number }}', { order: { number: 7 } }, 'Order 7'],
    ['On\n  one ${{ event.text + "\\u0000" }}', { text: 'line' }, 'On one line\ufffd'],
    ['${{ event.text }}', { text: '\u{1f600}'.repeat(300) }, '\u{1f600}'.repeat(200)],
    ['${{ event.order }}', { order: { number: 7 } }, '{"number":7}'],
    ['Order ${{ event.order.number }}', {}, null],
    ['${{ event.text }}', { text: '  ' }, null],
    ['${{ event.list.map(x, event.list.map(y, event.list.map(z, x))).size() }}', { list: Array(500).fill(1) }, null],
  ])('calls a run “%s”, and runs it all the same where that cannot be rendered', async (title, event, expected) => {
    const { handle, runId } = await engine.run(named({ ...planOf([log('done', 'Done')]), title }), event);
    await handle.result();
    expect(await runRow(runId)).toMatchObject({ status: 'succeeded', title: expected });
  });

  it('publishes what was approved, once, and writes everything down', async () => {
    const text = unique('Fixed: the telescope moves again.');
    const { runId, handle } = await engine.run(reviewedPost(engine.twitter, text));
    await engine.pendingApproval(runId);
    expect(await runRow(runId)).toMatchObject({ status: 'waiting' });
    expect(await handle.query('getState')).toMatchObject({ status: 'waiting', current: 'Review the post' });
    await approve(runId);
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });

    expect(engine.posts(text)).toHaveLength(1);
    expect(await runRow(runId)).toMatchObject({ status: 'succeeded', waiting_for: null });
    expect(await steps(runId)).toMatchObject({
      ok: { status: 'succeeded', output: { status: 'approved', by: 'Test Person' } },
      post: { status: 'succeeded', attempts: 1, lane: 'remote', input: { text } },
      done: { status: 'succeeded', lane: 'local' },
    });
    const [sent] = await engine.rows(`select * from effects where run_id = $1 and action = 'twitter.create-post'`, [
      runId,
    ]);
    expect(sent).toMatchObject({ state: 'confirmed', attempts: 1, key: `${runId}/steps.post/0` });
    const feed = await engine.rows('select title, platform from activity_logs where run_id = $1 order by id', [runId]);
    expect(feed).toEqual([
      { title: 'Approval requested: Publish this post?', platform: 'twitter' },
      { title: 'Approved by Test Person: Publish this post?', platform: 'twitter' },
      { title: 'Posted on X', platform: 'twitter' },
      { title: expect.stringMatching(/^Posted http/), platform: 'core' },
    ]);
    const audit = await engine.rows(`select * from audit_log where entity_id = $1`, [engine.twitter]);
    expect(audit.length).toBeGreaterThan(0);
  });

  describe('says that it runs while the step after a wait takes its time', () => {
    const slowly = () => engine.fail({ platform: 'twitter', kind: 'timeout-after-accept', holdMs: 20_000 });
    const sending = (runId: string) =>
      engine.awaitRow(`select * from run_steps where run_id = $1 and step_id = 'post' and status = 'running'`, [runId]);

    it('for an answer', async () => {
      await slowly();
      const { runId, handle } = await engine.run(reviewedPost(engine.twitter, unique('Slow after a review.')));
      await approve(runId);
      await sending(runId);
      expect(await runRow(runId)).toMatchObject({ status: 'running', waiting_for: null });
      await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    });

    it('for a moment', async () => {
      await slowly();
      const pause = pauseOf({ forMs: 2500 });
      const gated = post(engine.twitter, unique('Slow after a pause.'), { gatedBy: 'ok' });
      const { runId, handle } = await engine.run(planOf([approvalOf(gated), pause, gated]));
      await approve(runId);
      await engine.awaitRow(`select id from runs where id = $1 and status = 'waiting' and waiting_for like 'until%'`, [
        runId,
      ]);
      await sending(runId);
      expect(await runRow(runId)).toMatchObject({ status: 'running', waiting_for: null });
      expect((await steps(runId))['pause']).toMatchObject({ status: 'succeeded' });
      await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    });
  });

  it.each([
    '5',
    '01/02/2026',
    'Jan 5, 2026',
    '2027-02-30T10:00:00Z',
    '2027-01-01T10:00:00',
    7,
    null,
    '2100-01-01T00:00:00Z',
  ])('does not wait until %j, which an event may say', async (when) => {
    const pause: PlanNode = {
      kind: 'wait',
      id: 'pause',
      path: 'steps.pause',
      name: 'A pause',
      onError: 'fail',
      until: 'event.when',
    };
    const { runId, handle } = await engine.run(planOf([pause]), { when });
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    expect(await runRow(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'invalid-moment', hint: expect.stringContaining('RFC 3339') },
    });
  });

  it('keeps secret headers of a gated request, approved or failed, out of the steps', async () => {
    const request = { method: 'POST', url: 'https://vendor.test/x', headers: { 'X-Partner': 'top-secret' } };
    const gated = action('call', 'http.request', request, { gatedBy: 'ok', lane: 'remote' });
    const { runId, handle } = await engine.run(planOf([approvalOf(gated), gated]));
    await approve(runId);
    // The engine of the tests runs against the sandbox, which lets no other address be called.
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    const shown = { headers: { 'X-Partner': '•••' } };
    expect(await steps(runId)).toMatchObject({
      ok: { status: 'succeeded', input: shown, output: { approvedInput: shown } },
      call: { status: 'failed', input: shown },
    });
    const everything = JSON.stringify(
      await Promise.all(
        ['run_steps', 'effects', 'activity_logs'].map((table) =>
          engine.rows(`select * from ${table} where run_id = $1`, [runId]),
        ),
      ),
    );
    expect(everything).toContain('vendor.test');
    expect(everything).not.toContain('top-secret');
  });

  it('stops with the outcome when it is rejected, after the steps for that', async () => {
    const text = unique('Never to be seen.');
    const { runId, handle } = await engine.run(reviewedPost(engine.twitter, text));
    const result = await decide(runId, 'rejected');
    expect(result.outcome).toBe('decided');
    await handle.signal('decideApproval', {
      approvalId: result.outcome === 'decided' ? result.approval.id : '',
      decision: 'rejected',
    });
    await expect(handle.result()).resolves.toMatchObject({ status: 'rejected' });
    expect(await runRow(runId)).toMatchObject({ status: 'rejected' });
    expect(Object.keys(await steps(runId))).toEqual(['ok', 'rejected']);
    expect(engine.posts(text)).toHaveLength(0);
  });

  it('lets one of two reviewers win and tells the other who was first', async () => {
    const { runId, handle } = await engine.run(reviewedPost(engine.twitter, unique('Two clicks.')));
    await engine.pendingApproval(runId);
    const results = await Promise.all([decide(runId, 'rejected'), decide(runId, 'rejected')]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['answered', 'decided']);
    for (const result of results) {
      if (result.outcome !== 'not-found') await wake(runId, result.approval.id);
    }
    await expect(handle.result()).resolves.toMatchObject({ status: 'rejected' });
  });

  it('lets either the click or the clock win, never both', async () => {
    const gated = post(engine.twitter, unique('At the last moment.'), { gatedBy: 'ok' });
    const plan = planOf([approvalOf(gated, { expiresAfterMs: 1500 }), gated]);
    const endings = await Promise.all(
      [1300, 1450, 1500, 1550].map(async (clickAfterMs) => {
        const { runId, handle } = await engine.run(plan);
        await engine.pendingApproval(runId);
        await new Promise((resolve) => setTimeout(resolve, clickAfterMs));
        const { observatoryId, userId } = engine;
        const [row] = await engine.rows('select id from approval_requests where run_id = $1', [runId]);
        const approvalId = String(row?.['id']);
        const decision = 'rejected';
        await engine.db.database.tenant(observatoryId, (manager) =>
          decideApproval(manager, { observatoryId, approvalId, decision, userId, via: 'api', wake: true }),
        );
        await wake(runId, approvalId).catch(() => undefined);
        const { status } = (await handle.result()) as { status: string };
        const [settled] = await engine.rows('select status from approval_requests where run_id = $1', [runId]);
        return { run: status, row: settled?.['status'] };
      }),
    );
    for (const { run, row } of endings) {
      expect(['rejected', 'expired']).toContain(run);
      expect(row).toBe(run);
    }
  });

  it('counts a bare signal where the installation allows it, and writes its source down', async () => {
    const text = unique('By signal.');
    const { runId, handle } = await engine.run(reviewedPost(engine.twitter, text));
    const { id } = await engine.pendingApproval(runId);
    await handle.signal('decideApproval', { approvalId: id, decision: 'approved', by: 'someone' });
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect((await steps(runId))['ok']).toMatchObject({ output: { by: 'a signal from Temporal' } });
    const [entry] = await engine.rows(`select * from audit_log where entity_id = $1`, [id]);
    expect(entry).toMatchObject({ actor_type: 'signal', action: 'approval.decided' });
    expect(engine.posts(text)).toHaveLength(1);
  });

  it('ignores signals about nothing and rubbish', async () => {
    const { runId, handle } = await engine.run(reviewedPost(engine.twitter, unique('Noise.')));
    await engine.pendingApproval(runId);
    await handle.signal('decideApproval', 'rubbish');
    await handle.signal('decideApproval', { approvalId: randomUUID(), decision: 'approved' });
    expect(await runRow(runId)).toMatchObject({ status: 'waiting' });
    await decide(runId, 'rejected').then((result) =>
      wake(runId, result.outcome === 'not-found' ? '' : result.approval.id),
    );
    await expect(handle.result()).resolves.toMatchObject({ status: 'rejected' });
  });

  it('performs nothing of high risk that nobody was asked about, whatever an expression gives', async () => {
    const text = unique('Nobody was asked.');
    const { runId, handle } = await engine.run(planOf([post(engine.twitter, text)]));
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    expect(await runRow(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'ApprovalMissing', hint: expect.stringContaining('for: post') },
    });
    expect(engine.posts(text)).toHaveLength(0);
    expect(await effects(runId)).toEqual([]);
  });

  it('refuses a gated action whose input is not what was approved', async () => {
    const text = unique('Approved text.');
    const { runId, handle } = await engine.run(reviewedPost(engine.twitter, text));
    const { id } = await engine.pendingApproval(runId);
    await decide(runId, 'approved');
    // Somebody with access to the database, but not to the hash, changes what was approved.
    await engine.rows(`update approval_requests set approved_data = '{"text":"Something else"}' where id = $1`, [id]);
    await wake(runId, String(id));
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    expect(await runRow(runId)).toMatchObject({ status: 'failed', error: { code: 'ApprovalMismatch' } });
    expect(engine.posts('Something else')).toHaveLength(0);
    expect(engine.posts(text)).toHaveLength(0);
  });

  describe('an approval is for the account that was shown', () => {
    const change = (columns: string) =>
      engine.rows(`update integrations set ${columns} where id = $1`, [engine.twitter]);
    const credentials = async () =>
      String(
        (await engine.rows('select credentials from integrations where id = $1', [engine.twitter]))[0]?.['credentials'],
      );

    it('and for no other that its connection leads to by now', async () => {
      const text = unique('From the first account.');
      const { runId, handle } = await engine.run(reviewedPost(engine.twitter, text));
      expect(await engine.pendingApproval(runId)).toMatchObject({
        integration_id: engine.twitter,
        account_id: 'account-twitter',
        account_name: 'Jarvis',
      });
      await change(`account_id = 'another', account_name = 'Other'`);
      try {
        await approve(runId);
        await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
      } finally {
        await change(`account_id = 'account-twitter', account_name = 'Jarvis'`);
      }
      expect(await runRow(runId)).toMatchObject({
        status: 'failed',
        error: {
          code: 'conflict',
          message: 'This was approved for the account Jarvis, and its connection leads to Other by now.',
        },
      });
      expect(engine.posts(text)).toHaveLength(0);
    });

    it('and says so when that is disconnected', async () => {
      const text = unique('From an account that is gone.');
      const { runId, handle } = await engine.run(reviewedPost(engine.twitter, text));
      await engine.pendingApproval(runId);
      const sealed = await credentials();
      await change(`status = 'disconnected', credentials = null`);
      try {
        await approve(runId);
        await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
      } finally {
        await change(`status = 'connected', health = 'healthy', credentials = '${sealed}'`);
      }
      const said = { code: 'auth', message: 'The account Jarvis is disconnected.' };
      expect(await runRow(runId)).toMatchObject({ status: 'failed', error: said });
      expect((await effects(runId))[0]).toMatchObject({ state: 'failed', error: said });
      expect(engine.posts(text)).toHaveLength(0);
    });
  });

  it('waits as long as the vendor asks after a 429, and posts once', async () => {
    const text = unique('Slow down.');
    await engine.fail({ platform: 'twitter', kind: 'rate-limited', retryAfter: 2 });
    const { runId, handle } = await runPost(text);
    await handle.result();
    const [effect] = await effects(runId);
    expect(effect).toMatchObject({ state: 'confirmed', attempts: 2 });
    const calls = engine.posts(text);
    expect(calls).toHaveLength(2);
  });

  it('waits for a 429 in the local lane too, without holding the workflow task', async () => {
    const text = unique('Slow down, locally.');
    await engine.fail({ platform: 'twitter', kind: 'rate-limited', retryAfter: 3 });
    const { handle } = await runPost(text, { lane: 'local' });
    await handle.result();
    const { events } = await handle.fetchHistory();
    expect(events?.some(({ timerStartedEventAttributes }) => timerStartedEventAttributes)).toBe(true);
    expect(engine.posts(text)).toHaveLength(2);
  });

  it('notes what a model used, which is what the dashboard adds up', async () => {
    const ask: PlanNode = {
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
    const { runId, handle } = await engine.run(planOf([ask]));
    await handle.result();
    const [note] = await engine.rows(
      `select metadata from activity_logs where run_id = $1 and activity_type = 'model'`,
      [runId],
    );
    expect(note?.['metadata']).toMatchObject({
      calls: 1,
      inputTokens: expect.any(Number),
      outputTokens: expect.any(Number),
      costUsd: expect.any(Number),
    });
  });

  it('encrypts everything for the workflow it belongs to: arguments, results, signals and failures', async () => {
    const { runId, handle } = await engine.run(reviewedPost(engine.twitter, unique('Whose is it?')));
    await approve(runId);
    await handle.result();
    const failing = await engine.run(planOf([post(engine.twitter, 'x'.repeat(400))]));
    await failing.handle.result().catch(() => undefined);
    for (const [run, id] of [
      [handle, runId],
      [failing.handle, failing.runId],
    ] as const) {
      const owners = encryptedIn(await run.fetchHistory()).map(ownerOf);
      expect(owners.length).toBeGreaterThan(3);
      expect(new Set(owners)).toEqual(new Set([`run-${id}`]));
    }
  });

  it('looks before repeating when the answer was lost after the vendor had accepted', async () => {
    const text = unique('Accepted, but the answer got lost.');
    await engine.fail({ platform: 'twitter', kind: 'timeout-after-accept', holdMs: 20_000 });
    const { runId, handle } = await runPost(text, { timeoutMs: 1000 });
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    const [effect] = await effects(runId);
    expect(effect).toMatchObject({ state: 'confirmed' });
    expect(engine.posts(text)).toHaveLength(1);
  });

  it('repeats after a 500 of which the vendor shows no trace', async () => {
    const text = unique('The vendor stumbled.');
    await engine.fail({ platform: 'twitter', kind: 'server-error', count: 1 });
    const { runId, handle } = await runPost(text);
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect((await effects(runId))[0]).toMatchObject({ state: 'confirmed', attempts: 2 });
  });

  it('fails a step for good when the input is wrong, and says so', async () => {
    const { runId, handle } = await engine.run(planOf([post(engine.twitter, 'x'.repeat(400))]));
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    expect(await runRow(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'invalid-input', stepPath: 'steps.post' },
    });
    expect((await steps(runId))['post']).toMatchObject({ status: 'failed' });
  });

  it('goes on after a failed step where the rule says so', async () => {
    const plan = planOf([
      post(engine.twitter, 'x'.repeat(400), { onError: 'continue' }),
      log('after', 'It was ${{ steps.post.status }}: ${{ steps.post.error.code }}'),
    ]);
    const { runId, handle } = await engine.run(plan);
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect((await steps(runId))['after']).toMatchObject({
      output: { title: 'It was failed: invalid-input' },
    });
  });

  it('turns an expression that does not work into a failed step, not a stuck task', async () => {
    const { runId, handle } = await engine.run(planOf([log('broken', '${{ event.nothing.here }}')]));
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    expect(await runRow(runId)).toMatchObject({ status: 'failed', error: { code: 'ExpressionError' } });
  });

  it('lets expressions read how the run was triggered', async () => {
    const title = '${{ trigger.kind }}|${{ trigger.eventName }}|${{ trigger.headers["x-github-event"] }}|';
    const plan = planOf([log('how', title)]);
    const [told, untold] = [
      await engine.run(
        plan,
        {},
        {
          kind: 'webhook',
          eventName: 'check_run',
          deliveryId: 'd-1',
          receivedAt: '2026-11-21T10:00:00.000Z',
          headers: { 'x-github-event': 'check_run' },
        },
      ),
      // As the runs of before: without details.
      await engine.run(
        planOf([log('how', '${{ trigger.kind }}|${{ trigger.eventName }}|${{ size(trigger.headers) }}')]),
      ),
    ];
    await Promise.all([told.handle.result(), untold.handle.result()]);
    expect((await steps(told.runId))['how']).toMatchObject({ output: { title: 'webhook|check_run|check_run|' } });
    expect((await steps(untold.runId))['how']).toMatchObject({ output: { title: 'manual||0' } });
  });

  it('refuses an input that is no run', async () => {
    const workflowId = `run-${randomUUID()}`;
    const { taskQueue, client } = engine;
    const result = client.workflow.execute('runPlan', { taskQueue, workflowId, args: [{ plan: 'no' }] });
    await expect(result).rejects.toMatchObject({ cause: { type: 'InvalidInput', nonRetryable: true } });
  });

  it('cancels: the question is withdrawn, steps and run are marked', async () => {
    const { runId, handle } = await engine.run(reviewedPost(engine.twitter, unique('Cancelled.')));
    await engine.pendingApproval(runId);
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(await runRow(runId)).toMatchObject({ status: 'cancelled' });
    expect((await steps(runId))['ok']).toMatchObject({ status: 'cancelled' });
    const [approval] = await engine.rows('select status from approval_requests where run_id = $1', [runId]);
    expect(approval).toEqual({ status: 'cancelled' });
  });

  it('cancels a step that waits for its next attempt', async () => {
    const text = unique('Cancelled before its next attempt.');
    await engine.fail({ platform: 'twitter', kind: 'rate-limited' });
    const { runId, handle } = await runPost(text, {
      retry: { ...retry, initialIntervalMs: 60_000, maximumIntervalMs: 60_000 },
    });
    await engine.awaitRow(`select 1 from effects where run_id = $1 and attempts = 1 and state <> 'sent'`, [runId]);
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(await runRow(runId)).toMatchObject({ status: 'cancelled' });
    expect((await steps(runId))['post']).toMatchObject({ status: 'cancelled' });
    expect(engine.posts(text)).toHaveLength(1);
    // The server itself wrote why, in a plain payload.
    const { events } = await handle.fetchHistory();
    const written = events?.flatMap((event) => event.activityTaskCanceledEventAttributes?.details?.payloads ?? []);
    expect(written?.map(({ data }) => Buffer.from(data ?? []).toString())).toEqual(['"ACTIVITY_ID_NOT_STARTED"']);
  });

  describe('an effect nobody can tell the outcome of', () => {
    /** The answer is lost, and so is every attempt to look: one attempt only, so that a person is asked at once. */
    async function lose(text: string) {
      await engine.fail({ platform: 'twitter', kind: 'timeout-after-accept', holdMs: 20_000 });
      await engine.fail({ platform: 'twitter', kind: 'server-error', count: 1 });
      const once = { timeoutMs: 1000, retry: { ...retry, maximumAttempts: 1 } };
      const run = await runPost(text, once, [log('after', 'Went on')]);
      const effect = await engine.awaitRow(
        `select e.id from effects e join runs r on r.id = e.run_id
         where r.id = $1 and e.state = 'unknown' and r.status = 'waiting'`,
        [run.runId],
      );
      return { ...run, effectId: String(effect['id']) };
    }

    async function settle(
      { effectId, handle }: Awaited<ReturnType<typeof lose>>,
      resolution: { state: 'confirmed' | 'failed'; output?: { id: string } },
    ) {
      const { observatoryId, userId } = engine;
      await engine.db.database.tenant(observatoryId, (manager) =>
        resolveEffect(manager, { observatoryId, effectId, userId, ...resolution }),
      );
      await handle.signal('resolveEffect', { effectId });
      return handle.result();
    }

    it('waits for a person, whose word ends the step', async () => {
      const text = unique('Did it happen?');
      const lost = await lose(text);
      // A signal alone settles nothing.
      await lost.handle.signal('resolveEffect', { effectId: lost.effectId });
      await expect(settle(lost, { state: 'confirmed', output: { id: '7' } })).resolves.toMatchObject({
        status: 'succeeded',
      });
      expect((await steps(lost.runId))['post']).toMatchObject({ status: 'succeeded', output: { id: '7' } });
      expect(engine.posts(text)).toHaveLength(1);
    });

    it('looks up what a person confirmed without its details, so that later steps can read it', async () => {
      const text = unique('It happened, look for yourself.');
      const lost = await lose(text);
      await expect(settle(lost, { state: 'confirmed' })).resolves.toMatchObject({ status: 'succeeded' });
      expect(engine.posts(text)).toHaveLength(1);
      const [effect] = await effects(lost.runId);
      expect(effect).toMatchObject({ state: 'confirmed', attempts: 1, external_id: expect.any(String), error: null });
      expect((await steps(lost.runId))['post']).toMatchObject({ output: { id: effect?.['external_id'], text } });
    });

    it('performs it again when the person says that it did not happen', async () => {
      const text = unique('It did not happen.');
      const lost = await lose(text);
      await expect(settle(lost, { state: 'failed' })).resolves.toMatchObject({ status: 'succeeded' });
      const [effect] = await effects(lost.runId);
      expect(effect).toMatchObject({ state: 'confirmed', attempts: 2 });
    });
  });

  it('rehearses the three endings in virtual time, with the tie going to the clock', async () => {
    const plan = reviewedPost(engine.twitter, 'Only rehearsed.');
    const before = engine.requests({ method: 'POST', path: '/2/tweets' }).length;
    const answersOf: Record<string, RehearsalAnswer>[] = [
      { ok: { decision: 'approved', afterMs: 7_200_000 } },
      { ok: { decision: 'rejected', afterMs: 1_800_000 } },
      {},
      { ok: { decision: 'approved', afterMs: 86_400_000 } },
    ];
    const endings = await Promise.all(
      answersOf.map((answers) =>
        rehearsePlan(engine.rehearsal, { plan, event: {}, answers, taskQueue: `${engine.taskQueue}-rehearsal` }),
      ),
    );
    expect(endings.map(({ status }) => status)).toEqual(['succeeded', 'rejected', 'expired', 'expired']);
    const waited = endings.map(({ steps: [first] }) =>
      Math.round((Date.parse(first?.finishedAt ?? '') - Date.parse(first?.startedAt ?? '')) / 60_000),
    );
    expect(waited).toEqual([120, 30, 1440, 1440]);
    expect(engine.requests({ method: 'POST', path: '/2/tweets' })).toHaveLength(before);
  });
});
