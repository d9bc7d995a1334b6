import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { rehearsePlan } from '@jarvis/rehearsal';
import type { RehearsalEvent } from '@jarvis/plan';
import type { EachNode, ParallelNode } from '@jarvis/steps/nodes';
import { until } from '@jarvis/testing';
import { Engine } from './support/engine.js';
import { action, log, planOf, waitForEvent } from './support/plans.js';

jest.setTimeout(180_000);

describe('a step that waits for an event', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start();
  });
  afterAll(async () => {
    await engine.stop();
  });

  const emit = (event: string, body: object = {}) =>
    engine.rows(
      `insert into events (observatory_id, source, name, dedupe_key, summary, body) values ($1, 'rules', $2, $3, 'A test', $4)`,
      [engine.observatoryId, event, randomUUID(), JSON.stringify(body)],
    );
  /** What the API's relay does. */
  async function tell(runId: string): Promise<void> {
    const sql = `select payload from outbox where topic = 'signal-event' and payload->>'runId' = $1`;
    for (const { payload } of await engine.rows(sql, [runId])) {
      const { waitId } = payload as { waitId: string };
      await engine.client.workflow.getHandle(`run-${runId}`).signal('eventArrived', { waitId });
    }
  }
  const waits = (runId: string) =>
    engine.rows('select iteration, status from event_waits where run_id = $1 order by iteration', [runId]);
  const open = (runId: string, count = 1) =>
    until(async () => (await waits(runId)).filter(({ status }) => status === 'open').length === count, {
      seen: () => engine.worker.output().slice(-4000),
    });
  const outputs = (runId: string) =>
    engine.rows(
      `select iteration, output from run_steps where run_id = $1 and kind = 'wait-for-event' order by iteration`,
      [runId],
    );
  const runRow = async (runId: string) =>
    (await engine.rows('select status, waiting_for, error from runs where id = $1', [runId]))[0];
  /** A name that no other test emits. */
  const name = () => `order.n${randomUUID().slice(0, 8)}`;

  it('says what it waits for, and goes on with the event that fits', async () => {
    const event = name();
    const plan = planOf([
      waitForEvent(event, { where: { order: '${{ event.order }}' } }),
      log('done', 'Paid by ${{ steps.paid.output.event.by }}'),
    ]);
    const { runId, handle } = await engine.run(plan, { order: 7 });
    await open(runId);
    expect(await runRow(runId)).toEqual({
      status: 'waiting',
      waiting_for: expect.stringMatching(new RegExp(`^event ${event}, until \\d{4}-.*Z$`)),
      error: null,
    });
    // A signal that no row backs wakes it, and it waits on.
    const [{ id: waitId } = {}] = await engine.rows('select id from event_waits where run_id = $1', [runId]);
    await handle.signal('eventArrived', { waitId });
    await emit(event, { order: 8, by: 'cash' });
    await tell(runId);
    await emit(event, { order: 7, by: 'card' });
    await tell(runId);
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(await outputs(runId)).toEqual([
      { iteration: '', output: { event: { order: 7, by: 'card' }, expired: false } },
    ]);
    expect(
      await engine.rows('select title from activity_logs where run_id = $1 and title like $2', [runId, 'Paid%']),
    ).toEqual([{ title: 'Paid by card' }]);
  });

  it('takes an event that came before it began to wait, and tells nobody', async () => {
    const event = name();
    const plan = planOf([action('tell', 'core.emit-event', { name: event, body: { number: 1 } }), waitForEvent(event)]);
    const { runId, handle } = await engine.run(plan);
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(await outputs(runId)).toEqual([{ iteration: '', output: { event: { number: 1 }, expired: false } }]);
    expect(
      await engine.rows(`select 1 from outbox where topic = 'signal-event' and payload->>'runId' = $1`, [runId]),
    ).toEqual([]);
  });

  it('fails when none comes in time, or goes on where it says so', async () => {
    const late = (onNoEvent: 'fail' | 'continue') =>
      engine.run(
        planOf([
          waitForEvent(name(), { expiresAfterMs: 1000, onNoEvent }),
          log('done', 'None: ${{ steps.paid.output.expired }}'),
        ]),
      );
    const [failing, going] = [await late('fail'), await late('continue')];
    await expect(failing.handle.result()).rejects.toThrow();
    expect(await runRow(failing.runId)).toMatchObject({ status: 'failed', error: { code: 'no-event' } });
    await expect(going.handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(await outputs(going.runId)).toEqual([{ iteration: '', output: { event: null, expired: true } }]);
    for (const { runId } of [failing, going]) {
      expect(await waits(runId)).toEqual([{ iteration: '', status: 'expired' }]);
    }
  });

  it('goes on with an event that came while no worker was there, although its clock wakes it first', async () => {
    const event = name();
    const { runId, handle } = await engine.run(planOf([waitForEvent(event, { expiresAfterMs: 6000 })]));
    await open(runId);
    await engine.worker.kill();
    await emit(event, { number: 1 });
    const row = `select 1 from event_waits where run_id = $1 and expires_at < now()`;
    await until(async () => (await engine.rows(row, [runId])).length === 1, { everyMs: 200 });
    engine.worker = await engine.startWorker();
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(await outputs(runId)).toEqual([{ iteration: '', output: { event: { number: 1 }, expired: false } }]);
  });

  it('waits on in the next worker', async () => {
    const event = name();
    const { runId, handle } = await engine.run(planOf([waitForEvent(event)]));
    await open(runId);
    await engine.worker.kill();
    engine.worker = await engine.startWorker();
    await emit(event);
    await tell(runId);
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
  });

  it('leaves nothing open when its run is cancelled', async () => {
    const event = name();
    const { runId, handle } = await engine.run(planOf([waitForEvent(event)]));
    await open(runId);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    expect(await waits(runId)).toEqual([{ iteration: '', status: 'cancelled' }]);
    expect(await runRow(runId)).toMatchObject({ status: 'cancelled' });
  });

  it('is opened once more when the database was restored to a moment before it', async () => {
    const event = name();
    const { runId, handle } = await engine.run(planOf([waitForEvent(event)]));
    await open(runId);
    await engine.rows('delete from event_waits where run_id = $1', [runId]);
    await emit(event, { number: 1 });
    await handle.signal('lookAgain');
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(await outputs(runId)).toMatchObject([{ output: { event: { number: 1 } } }]);
  });

  it('fails with words when it is given a list, or too much, to look for', async () => {
    for (const [where, words] of [
      [{ ids: '${{ [1, 2] }}' }, 'a list'],
      [{ id: 'x'.repeat(2000) }, 'bytes'],
    ] as const) {
      const { runId, handle } = await engine.run(planOf([waitForEvent(name(), { where })]));
      await expect(handle.result()).rejects.toThrow();
      expect(await runRow(runId)).toMatchObject({
        error: { code: 'invalid-input', message: expect.stringContaining(words) },
      });
      expect(await waits(runId)).toEqual([]);
    }
  });

  describe('in loops and branches', () => {
    const each = (event: string, more: Partial<EachNode>, where: Record<string, string> = {}): EachNode => ({
      kind: 'each',
      id: 'loop',
      path: 'steps[0]',
      name: 'Loop',
      onError: 'fail',
      items: '[1, 2, 3]',
      concurrency: 3,
      onItemError: 'stop',
      steps: [waitForEvent(event, { where, path: 'steps[0].steps[0]' })],
      ...more,
    });

    it('gives each item its own event, in whatever order they come', async () => {
      const event = name();
      const { runId, handle } = await engine.run(planOf([each(event, {}, { order: '${{ item }}' })]));
      await open(runId, 3);
      for (const order of [3, 1, 2]) await emit(event, { order });
      await tell(runId);
      await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
      expect((await outputs(runId)).map(({ output }) => output)).toEqual(
        [1, 2, 3].map((order) => ({ event: { order }, expired: false })),
      );
    });

    it('takes each event once, one item after the other', async () => {
      const event = name();
      const tellAll = action('tell', 'core.emit-event', { name: event, body: { number: '${{ item }}' } });
      const plan = planOf([
        each(event, {
          id: 'first',
          path: 'steps.first',
          concurrency: 1,
          steps: [{ ...tellAll, path: 'steps.first.tell' }],
        }),
        each(event, { concurrency: 1 }),
      ]);
      const { runId, handle } = await engine.run(plan);
      await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
      expect((await outputs(runId)).map(({ output }) => output)).toEqual(
        [1, 2, 3].map((number) => ({ event: { number }, expired: false })),
      );
    });

    it('stops to wait when another branch came through first', async () => {
      const race: ParallelNode = {
        kind: 'parallel',
        id: 'race',
        path: 'steps[0]',
        name: 'Race',
        onError: 'fail',
        mode: 'first-success',
        limit: 2,
        branches: [
          { name: 'One', steps: [waitForEvent('order.never')] },
          {
            name: 'Two',
            steps: [waitForEvent(name(), { id: 'other', path: 'other', expiresAfterMs: 1000, onNoEvent: 'continue' })],
          },
        ],
      };
      const { runId, handle } = await engine.run(planOf([race, log('done', 'Done')]));
      await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
      expect(
        await engine.rows('select name, status from event_waits where run_id = $1 order by status', [runId]),
      ).toEqual([
        { name: 'order.never', status: 'cancelled' },
        { name: expect.any(String), status: 'expired' },
      ]);
    });
  });

  describe('in a rehearsal', () => {
    const hour = 3_600_000;
    const paid = planOf([waitForEvent('order.paid', { where: { order: 7 }, onNoEvent: 'continue' })]);
    const rehearse = async (events: Record<string, RehearsalEvent>, plan = paid) => {
      const result = await rehearsePlan(engine.rehearsal, {
        taskQueue: `${engine.taskQueue}-rehearsal`,
        plan,
        event: {},
        answers: {},
        events,
      });
      const [step] = result.steps;
      const error = step?.error;
      const hours = (Date.parse(step?.finishedAt ?? '') - Date.parse(step?.startedAt ?? '')) / hour;
      return { output: step?.output, hours: Math.round(hours), ...(error ? { error } : {}) };
    };

    it('goes on with the event it is given, with what the step looks for, or without one after its time', async () => {
      expect(await rehearse({ paid: { afterMs: 2 * hour, body: { by: 'card' } } })).toEqual({
        output: { event: { by: 'card', order: 7 }, expired: false },
        hours: 2,
      });
      const none = { output: { event: null, expired: true }, hours: 24 };
      expect(await rehearse({})).toEqual(none);
      expect(await rehearse({ paid: { afterMs: 24 * hour, body: {} } })).toEqual(none);
      expect(await engine.rows(`select 1 from event_waits where name = 'order.paid'`)).toEqual([]);
    });

    it('is given what the step looks for inside of objects, too', async () => {
      const where = { order: { id: 7, status: { paid: true } }, by: { name: 'Ann' } };
      const body = { order: { status: { at: 'noon' }, lines: [1] }, by: 'card' };
      expect(
        await rehearse({ paid: { afterMs: 0, body } }, planOf([waitForEvent('order.paid', { where })])),
      ).toMatchObject({
        output: {
          event: { order: { id: 7, status: { paid: true, at: 'noon' }, lines: [1] }, by: { name: 'Ann' } },
          expired: false,
        },
      });
    });

    it('fails as the run does when it is given a list, or too much, to look for', async () => {
      for (const [where, words] of [
        [{ ids: '${{ [1, 2] }}' }, 'a list'],
        [{ id: 'x'.repeat(2000) }, 'bytes'],
      ] as const) {
        expect(await rehearse({}, planOf([waitForEvent('order.paid', { where })]))).toMatchObject({
          error: { code: 'invalid-input', message: expect.stringContaining(words) },
        });
      }
    });
  });
});
