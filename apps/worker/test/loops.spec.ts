import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { decideApproval } from '@jarvis/database';
import { rehearsePlan } from '@jarvis/rehearsal';
import type { EachNode, ParallelNode, PlanNode, WaitNode } from '@jarvis/steps/nodes';
import { until } from '@jarvis/testing';
import type { WorkflowHandle } from '@temporalio/client';
import { Engine } from './support/engine.js';
import { action, approvalOf, log, planOf, post } from './support/plans.js';

jest.setTimeout(300_000);

const each = (items: string, steps: PlanNode[], more: Partial<EachNode> = {}): EachNode => ({
  kind: 'each',
  id: 'loop',
  path: 'steps[0]',
  name: 'Loop',
  onError: 'fail',
  items,
  concurrency: 1,
  onItemError: 'stop',
  steps,
  ...more,
});

const parallel = (branches: PlanNode[][], more: Partial<ParallelNode> = {}): ParallelNode => ({
  kind: 'parallel',
  id: 'both',
  path: 'steps[0]',
  name: 'Both',
  onError: 'fail',
  mode: 'all',
  limit: branches.length,
  branches: branches.map((steps, index) => ({ name: `Branch ${index + 1}`, steps })),
  ...more,
});

const pause = (forMs: number): WaitNode => ({
  kind: 'wait',
  id: 'pause',
  path: 'steps.pause',
  name: 'A pause',
  onError: 'fail',
  forMs,
});

/** A wait that nobody will see the end of. */
const DAY_MS = 24 * 60 * 60 * 1000;

describe('loops and branches side by side', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start();
  });
  afterAll(async () => {
    await engine.stop();
  });

  const stepRows = async (runId: string) =>
    (
      await engine.rows('select step_id, iteration, status from run_steps where run_id = $1 order by path, iteration', [
        runId,
      ])
    ).map((row) => [row['iteration'], row['step_id'], row['status']].join(' '));

  const runRow = async (runId: string) => (await engine.rows('select * from runs where id = $1', [runId]))[0];

  /** Approvals that wait, by the iteration they are of. */
  const pending = async (runId: string) =>
    new Map(
      (
        await engine.rows(`select id, iteration from approval_requests where run_id = $1 and status = 'pending'`, [
          runId,
        ])
      ).map((row) => [String(row['iteration']), String(row['id'])]),
    );

  async function awaitPending(runId: string, count: number) {
    await until(async () => (await pending(runId)).size === count);
    return pending(runId);
  }

  async function decide(handle: WorkflowHandle, approvalId: string, decision: 'approved' | 'rejected') {
    const { observatoryId, userId } = engine;
    await engine.db.database.tenant(observatoryId, (manager) =>
      decideApproval(manager, { observatoryId, approvalId, decision, userId, via: 'api', wake: true }),
    );
    await handle.signal('decideApproval', { approvalId, decision });
  }

  /** A post for each item, each asked for. */
  const reviewedPosts = (more: Partial<EachNode> = {}) => {
    const gated = post(engine.twitter, '${{ item }}', { gatedBy: 'ok', path: 'steps[0].steps[1]' });
    return each(
      'event.texts',
      [approvalOf(gated, { path: 'steps[0].steps[0]', onRejected: [], onExpired: [] }), gated],
      {
        concurrency: 10,
        onItemError: 'continue',
        ...more,
      },
    );
  };

  it('goes through a list in order, and tells later steps what became of it', async () => {
    const steps = [log('say', '${{ string(index) + ": " + item.name }}', { path: 'steps[0].steps[0]' })];
    const after = log(
      'after',
      '${{ string(steps.loop.output.succeeded) + " " + steps.loop.output.results[1].status }}',
    );
    const { runId, handle } = await engine.run(planOf([each('event.people', steps), after]), {
      people: [{ name: 'Ada' }, { name: 'Grace' }],
    });
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect((await stepRows(runId)).sort()).toEqual([
      ' after succeeded',
      ' loop succeeded',
      'loop#0 say succeeded',
      'loop#1 say succeeded',
    ]);
    const titles = await engine.rows('select title from activity_logs where run_id = $1 order by occurred_at', [runId]);
    expect(titles.map(({ title }) => title)).toEqual(['0: Ada', '1: Grace', '2 succeeded']);
    const keys = await engine.rows('select key from effects where run_id = $1 order by key', [runId]);
    expect(keys.map(({ key }) => String(key).slice(37))).toEqual([
      'steps.after/0',
      'steps[0].steps[0]/loop#0',
      'steps[0].steps[0]/loop#1',
    ]);
  });

  it('reaches the items of the loop around', async () => {
    const say = log('say', '${{ parent.item.name + string(parent.index) + string(index) + ":" + item }}', {
      path: 'steps[0].steps[0].steps[0]',
    });
    const inner = each('item.tags', [say], { id: 'tags', path: 'steps[0].steps[0]' });
    const { runId, handle } = await engine.run(planOf([each('event.list', [inner])]), {
      list: [
        { name: 'a', tags: ['x', 'y'] },
        { name: 'b', tags: [] },
      ],
    });
    await handle.result();
    const titles = await engine.rows(
      'select title, iteration from activity_logs where run_id = $1 order by iteration',
      [runId],
    );
    expect(titles).toEqual([
      { title: 'a00:x', iteration: 'loop#0/tags#0' },
      { title: 'a01:y', iteration: 'loop#0/tags#1' },
    ]);
  });

  it('asks for each item at the same time; each answer is for its own', async () => {
    const texts = ['one', 'two', 'three'].map((word) => `${word} ${randomUUID()}`);
    const plan = planOf([reviewedPosts(), log('after', '${{ string(steps.loop.output.succeeded) }}')]);
    const { runId, handle } = await engine.run(plan, { texts });
    const asked = await awaitPending(runId, 3);
    expect(await runRow(runId)).toMatchObject({ status: 'waiting' });
    await decide(handle, asked.get('loop#1') ?? '', 'rejected');
    await decide(handle, asked.get('loop#0') ?? '', 'approved');
    await until(() => engine.posts(texts[0] ?? '').length > 0);
    // Two are answered and one is not, so the run still waits, and says so.
    expect(await runRow(runId)).toMatchObject({ status: 'waiting' });
    await decide(handle, asked.get('loop#2') ?? '', 'approved');
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(texts.map((text) => engine.posts(text).length)).toEqual([1, 0, 1]);
    const [after] = await engine.rows(
      `select title from activity_logs where run_id = $1 and step_path = 'steps.after'`,
      [runId],
    );
    expect(after).toEqual({ title: '2' });
    const [loop] = await engine.rows(`select output from run_steps where run_id = $1 and step_id = 'loop'`, [runId]);
    expect(loop).toMatchObject({
      output: { count: 3, results: [{ status: 'succeeded' }, { status: 'rejected' }, { status: 'succeeded' }] },
    });
  });

  it('ends as an item was declined, where the others shall not go on', async () => {
    const { runId, handle } = await engine.run(planOf([reviewedPosts({ onItemError: 'stop', concurrency: 1 })]), {
      texts: ['never', 'nor this'],
    });
    const asked = await awaitPending(runId, 1);
    await decide(handle, asked.get('loop#0') ?? '', 'rejected');
    await expect(handle.result()).resolves.toMatchObject({ status: 'rejected' });
    expect(await pending(runId)).toEqual(new Map());
    expect(await stepRows(runId)).toEqual([' loop rejected', 'loop#0 ok rejected']);
  });

  it('comes out as the items did, when a person declined one and the others went on', async () => {
    const outcomes = [];
    for (const onItemError of ['collect', 'continue'] as const) {
      const { runId, handle } = await engine.run(planOf([reviewedPosts({ onItemError })]), { texts: ['never'] });
      const asked = await awaitPending(runId, 1);
      await decide(handle, asked.get('loop#0') ?? '', 'rejected');
      const { status } = await handle.result();
      outcomes.push([onItemError, status, ...(await stepRows(runId))]);
    }
    expect(outcomes).toEqual([
      ['collect', 'rejected', ' loop rejected', 'loop#0 ok rejected'],
      ['continue', 'succeeded', ' loop succeeded', 'loop#0 ok rejected'],
    ]);
  });

  it('collects what failed, or stops at the first, or goes on', async () => {
    const steps = [log('say', '${{ item == 2 ? "" : "x" }}', { path: 'steps[0].steps[0]' })];
    const outcomes = [];
    for (const onItemError of ['stop', 'collect', 'continue'] as const) {
      const { runId, handle } = await engine.run(planOf([each('[1, 2, 3]', steps, { onItemError })]));
      await handle.result().catch(() => undefined);
      const run = await runRow(runId);
      const items = (await stepRows(runId)).filter((row) => row.includes('say')).length;
      outcomes.push([onItemError, run?.['status'], items, String(run?.['outcome_message']).includes('item 2 of 3')]);
    }
    expect(outcomes).toEqual([
      ['stop', 'failed', 2, true],
      ['collect', 'failed', 3, true],
      ['continue', 'succeeded', 3, false],
    ]);
  });

  it('refuses what is no list, and too many items, before anything is done', async () => {
    const results = [];
    for (const items of ['event.text', 'event.many']) {
      const { runId, handle } = await engine.run(
        planOf([each(items, [log('say', 'x', { path: 'steps[0].steps[0]' })])]),
        {
          text: 'no list',
          many: Array.from({ length: 10_001 }, () => 1),
        },
      );
      await handle.result().catch(() => undefined);
      results.push([(await runRow(runId))?.['error'], (await stepRows(runId)).length]);
    }
    expect(results).toMatchObject([
      [{ code: 'not-a-list' }, 1],
      [{ code: 'too-many-items' }, 1],
    ]);
  });

  it('goes on in a new history when one becomes too long, and does each item once', async () => {
    const steps = ['a', 'b', 'c'].map((id, at) =>
      action(
        id,
        'core.log',
        { title: '${{ id + string(index) }}'.replace('id', `"${id}"`) },
        {
          path: `steps[0].cases[0].steps[0].steps[${at}]`,
        },
      ),
    );
    const loop = each('event.numbers', steps, { concurrency: 10, path: 'steps[0].cases[0].steps[0]' });
    const plan = planOf([
      {
        kind: 'branch',
        id: 'decide',
        path: 'steps[0]',
        name: 'Decide',
        onError: 'fail',
        cases: [{ if: 'size(event.numbers) > 0', steps: [loop] }],
        else: [],
      },
      log('after', '${{ string(steps.loop.output.succeeded) }}'),
    ]);
    const count = 1500;
    const { runId, handle } = await engine.run(plan, { numbers: Array.from({ length: count }, (_, index) => index) });
    const begun = await engine.awaitRow(
      'select temporal_run_id from runs where id = $1 and temporal_run_id is not null',
      [runId],
    );
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    const first = String(begun['temporal_run_id']);
    const { status } = await engine.client.workflow.getHandle(`run-${runId}`, first).describe();
    expect(status.name).toBe('CONTINUED_AS_NEW');
    const [{ logs, different }] = (await engine.rows(
      'select count(*)::int as logs, count(distinct title)::int as different from activity_logs where run_id = $1',
      [runId],
    )) as [{ logs: number; different: number }];
    expect([logs, different]).toEqual([count * 3 + 1, count * 3 + 1]);
    expect(await runRow(runId)).toMatchObject({
      status: 'succeeded',
      temporal_run_id: expect.not.stringMatching(first),
    });
    const [after] = await engine.rows(
      `select title from activity_logs where run_id = $1 and step_path = 'steps.after'`,
      [runId],
    );
    expect(after).toEqual({ title: String(count) });
  });

  it('goes on where a worker died in the middle, and posts nothing twice', async () => {
    const texts = Array.from({ length: 6 }, (_, index) => `Item ${index} ${randomUUID()}`);
    const { runId, handle } = await engine.run(planOf([reviewedPosts()]), { texts });
    const asked = await awaitPending(runId, texts.length);
    await engine.fail({ platform: 'twitter', kind: 'timeout-after-accept', holdMs: 20_000 });
    const ids = [...asked.values()];
    for (const id of ids.slice(0, 3)) await decide(handle, id, 'approved');
    await until(() => texts.some((text) => engine.posts(text).length > 0), { everyMs: 20 });
    await engine.worker.kill();
    engine.worker = await engine.startWorker();
    for (const id of ids.slice(3)) await decide(handle, id, 'approved');
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(texts.map((text) => engine.posts(text).length)).toEqual([1, 1, 1, 1, 1, 1]);
    const effects = await engine.rows(
      `select iteration, state from effects where run_id = $1 and platform = 'twitter' order by iteration`,
      [runId],
    );
    expect(effects).toEqual(texts.map((_, index) => ({ iteration: `loop#${index}`, state: 'confirmed' })));
  });

  it('knows after the death of a worker which item gave what, of many short steps side by side', async () => {
    const double = action(
      'double',
      'core.transform',
      { value: '${{ item * 2 }}' },
      { effect: 'pure', path: 'steps[0].steps[1]' },
    );
    const first = action(
      'first',
      'core.transform',
      { value: '${{ item }}' },
      { effect: 'pure', path: 'steps[0].steps[0]' },
    );
    // Items take ways of different length, so they overtake each other.
    const odd = { ...first, if: 'int(item) % 3 != 0' };
    const gated = post(engine.twitter, 'never', { gatedBy: 'ok' });
    const plan = planOf([
      each('event.numbers', [odd, double], { concurrency: 10 }),
      approvalOf(gated, { path: 'steps[1]' }),
      log('after', '${{ steps.loop.output.results.map(one, string(int(one.output.value))).join(" ") }}'),
    ]);
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    const { runId, handle } = await engine.run(plan, { numbers });
    const asked = await awaitPending(runId, 1);
    await engine.worker.kill();
    engine.worker = await engine.startWorker();
    for (const id of asked.values()) await decide(handle, id, 'approved');
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    const [after] = await engine.rows(
      `select title from activity_logs where run_id = $1 and step_path = 'steps.after'`,
      [runId],
    );
    expect(after).toEqual({ title: numbers.map((number) => number * 2).join(' ') });
    const lanes = await engine.rows(`select distinct lane from run_steps where run_id = $1 and step_id = 'double'`, [
      runId,
    ]);
    expect(lanes).toEqual([{ lane: 'remote' }]);
  });

  it('withdraws what it asked for all items when the run is cancelled', async () => {
    const { runId, handle } = await engine.run(planOf([reviewedPosts()]), { texts: ['a', 'b', 'c'] });
    await awaitPending(runId, 3);
    await handle.cancel();
    await handle.result().catch(() => undefined);
    expect(await runRow(runId)).toMatchObject({ status: 'cancelled' });
    const left = await engine.rows(
      `select a.status, s.status as step from approval_requests a join run_steps s
         on s.run_id = a.run_id and s.path = a.step_path and s.iteration = a.iteration where a.run_id = $1`,
      [runId],
    );
    expect(left).toEqual(Array.from({ length: 3 }, () => ({ status: 'cancelled', step: 'cancelled' })));
  });

  it('runs branches at the same time, and later steps read all of them', async () => {
    const plan = planOf([
      parallel([[pause(200), log('a', 'one')], [log('b', 'two')]]),
      log('after', '${{ steps.a.output.title + steps.b.output.title }}'),
    ]);
    const { runId, handle } = await engine.run(plan);
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    const titles = await engine.rows('select title from activity_logs where run_id = $1 order by occurred_at', [runId]);
    expect(titles.map(({ title }) => title)).toEqual(['two', 'one', 'onetwo']);
  });

  it('with first-success stops the others where they wait, and goes on', async () => {
    const slow = [pause(DAY_MS), log('late', 'never')];
    const gated = post(engine.twitter, 'never', { gatedBy: 'ok' });
    const plan = planOf([
      parallel([slow, [approvalOf(gated), gated], [log('quick', 'won')]], { mode: 'first-success' }),
      log('after', 'x'),
    ]);
    const { runId, handle } = await engine.run(plan);
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(await stepRows(runId)).toEqual(
      expect.arrayContaining([
        ' pause cancelled',
        ' ok cancelled',
        ' quick succeeded',
        ' both succeeded',
        ' after succeeded',
      ]),
    );
    expect(await pending(runId)).toEqual(new Map());
    const [both] = await engine.rows(`select output from run_steps where run_id = $1 and step_id = 'both'`, [runId]);
    expect(both).toMatchObject({
      output: { branches: [{ status: 'cancelled' }, { status: 'cancelled' }, { status: 'succeeded' }] },
    });
    expect((await runRow(runId))?.['waiting_for']).toBeNull();
  });

  it('with all fails as soon as one branch does, and withdraws what another asked', async () => {
    const gated = post(engine.twitter, 'never', { gatedBy: 'ok' });
    const plan = planOf([
      parallel([
        [approvalOf(gated), gated],
        [pause(500), log('broken', '')],
      ]),
    ]);
    const { runId, handle } = await engine.run(plan);
    await handle.result().catch(() => undefined);
    expect(await runRow(runId)).toMatchObject({ status: 'failed' });
    expect(await stepRows(runId)).toEqual(expect.arrayContaining([' ok cancelled', ' both failed', ' broken failed']));
    const rows = await engine.rows('select status from approval_requests where run_id = $1', [runId]);
    expect(rows).toEqual([{ status: 'cancelled' }]);
  });

  it('ends the whole run where a stop says so, whatever runs beside', async () => {
    const stop: PlanNode = {
      kind: 'stop',
      id: 'end',
      path: 'steps.end',
      name: 'End',
      onError: 'fail',
      outcome: 'expired',
    };
    const { runId, handle } = await engine.run(planOf([parallel([[pause(DAY_MS)], [log('a', 'x'), stop]])]));
    await expect(handle.result()).resolves.toMatchObject({ status: 'expired' });
    expect(await stepRows(runId)).toEqual(
      expect.arrayContaining([' both expired', ' pause cancelled', ' end succeeded']),
    );
  });

  it('comes out as the branch that a person declined, or that nobody answered', async () => {
    const gated = post(engine.twitter, 'never', { gatedBy: 'ok' });
    const plan = planOf([parallel([[approvalOf(gated), gated], [log('beside', 'x')]]), log('after', 'never')]);
    const taskQueue = `${engine.taskQueue}-rehearsal`;
    const statuses = async (answers: Parameters<typeof rehearsePlan>[1]['answers']) => {
      const { status, steps } = await rehearsePlan(engine.rehearsal, { plan, event: {}, answers, taskQueue });
      return [status, ...steps.map((step) => `${step.stepId} ${step.status}`).sort()];
    };
    expect(await statuses({ ok: { decision: 'rejected', afterMs: 1000 } })).toEqual([
      ...['rejected', 'beside succeeded', 'both rejected', 'ok rejected', 'rejected succeeded'],
    ]);
    expect(await statuses({})).toEqual([
      ...['expired', 'beside succeeded', 'both expired', 'expired succeeded', 'ok expired'],
    ]);
  });

  it('is rehearsed with an answer for all items, or for one', async () => {
    const result = await rehearsePlan(engine.rehearsal, {
      plan: planOf([reviewedPosts()]),
      event: { texts: ['a', 'b', 'c'] },
      answers: { ok: { decision: 'approved', afterMs: 1000 }, 'loop#1/ok': { decision: 'rejected', afterMs: 2000 } },
      taskQueue: `${engine.taskQueue}-rehearsal`,
    });
    expect(result.status).toBe('succeeded');
    const posts = result.steps.filter(({ stepId }) => stepId === 'post').map(({ iteration }) => iteration);
    expect(posts.sort()).toEqual(['loop#0', 'loop#2']);
  });
});
