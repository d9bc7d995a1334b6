import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { until } from '@jarvis/testing';
import { decideApproval } from '@jarvis/database';
import { Engine } from './support/engine.js';
import { log, planOf, reviewedPost } from './support/plans.js';

jest.setTimeout(180_000);

describe('a worker that dies', () => {
  let engine: Engine;
  beforeAll(async () => {
    // The other half of the rule on bare signals is tested here too: not allowed.
    engine = await Engine.start({ JARVIS_ALLOW_SIGNAL_DECISIONS: 'false' });
  });
  afterAll(async () => {
    await engine.stop();
  });

  async function approve(runId: string) {
    const row = await engine.pendingApproval(runId);
    const approvalId = String(row['id']);
    const { observatoryId, userId } = engine;
    await engine.db.database.tenant(observatoryId, (manager) =>
      decideApproval(manager, {
        observatoryId,
        approvalId,
        decision: 'approved',
        userId,
        via: 'api',
        wake: true,
      }),
    );
    await engine.client.workflow
      .getHandle(`run-${runId}`)
      .signal('decideApproval', { approvalId, decision: 'approved' });
  }

  it('between approval and post: the next worker posts, once', async () => {
    const text = `Killed before ${randomUUID()}`;
    const { runId, handle } = await engine.run(reviewedPost(engine.twitter, text));
    await engine.pendingApproval(runId);
    await engine.worker.kill();
    await approve(runId);
    engine.worker = await engine.startWorker();
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(engine.posts(text)).toHaveLength(1);
  });

  it('while the post is on its way: the next worker finds it and does not post again', async () => {
    const text = `Killed during ${randomUUID()}`;
    await engine.fail({ platform: 'twitter', kind: 'timeout-after-accept', holdMs: 30_000 });
    const { runId, handle } = await engine.run(reviewedPost(engine.twitter, text));
    await approve(runId);
    await until(() => engine.posts(text).length > 0, { everyMs: 20 });
    await engine.worker.kill();
    engine.worker = await engine.startWorker({ JARVIS_ALLOW_SIGNAL_DECISIONS: 'false' });
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(engine.posts(text)).toHaveLength(1);
    const [effect] = await engine.rows(`select state from effects where run_id = $1 and platform = 'twitter'`, [runId]);
    expect(effect).toEqual({ state: 'confirmed' });
  });

  it('after a step that kept a task of the workflow open for long: the next worker comes to the same commands', async () => {
    const text = `Slow at first ${randomUUID()}`;
    const plan = reviewedPost(engine.twitter, text);
    const slow = planOf([log('first', `First ${text}`), ...plan.nodes]);
    const input = await engine.queue(slow);
    const release = await engine.holdRuns();
    const { runId } = input;
    const handle = await engine.start(input);
    // Past the moment (8 s) at which the SDK asks Temporal for a new task, because this one takes too long.
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await release();
    await engine.pendingApproval(runId);
    await engine.worker.kill();
    engine.worker = await engine.startWorker({ JARVIS_ALLOW_SIGNAL_DECISIONS: 'false' });
    await approve(runId);
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(engine.posts(text)).toHaveLength(1);
  });

  it('writes a bare signal down and does not count it where that is not allowed', async () => {
    const text = `Only a signal ${randomUUID()}`;
    const { runId, handle } = await engine.run(reviewedPost(engine.twitter, text));
    const { id } = await engine.pendingApproval(runId);
    await handle.signal('decideApproval', { approvalId: id, decision: 'approved' });
    await engine.awaitRow(`select 1 from audit_log where entity_id = $1 and action = 'approval.signal-refused'`, [id]);
    expect(await engine.pendingApproval(runId)).toMatchObject({ id });
    await approve(runId);
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(engine.posts(text)).toHaveLength(1);
  });
});
