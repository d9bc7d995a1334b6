import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Json, RunState } from '@jarvis/plan';
import type { ActionNode, EachNode, PlanNode } from '@jarvis/steps/nodes';
import { until } from '@jarvis/testing';
import type { WorkflowHandle } from '@temporalio/client';
import { Engine } from './support/engine.js';
import { log, planOf, waitForEvent } from './support/plans.js';

jest.setTimeout(180_000);

/** Empty titles are refused. */
const broken = (id: string, more: Partial<ActionNode> = {}) => log(id, '', more);
const each = (steps: PlanNode[], more: Partial<EachNode> = {}): EachNode => ({
  kind: 'each',
  id: 'loop',
  path: 'steps.loop',
  name: 'The loop',
  onError: 'fail',
  items: 'event.items',
  concurrency: 1,
  onItemError: 'stop',
  steps,
  ...more,
});
/** A step with what undoes it. */
const undone = (id: string, words = '', more: Partial<ActionNode> = {}) =>
  log(id, `do ${id}${words}`, { compensate: { steps: [log(`un${id}`, `undo ${id}${words}`)] }, ...more });

describe('a step that has failed', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start();
  });
  afterAll(async () => {
    await engine.stop();
  });

  const runRow = async (runId: string) => (await engine.rows('select * from runs where id = $1', [runId]))[0];
  /** What was really done, in its order. */
  const told = async (runId: string) =>
    (
      await engine.rows(`select title from activity_logs where run_id = $1 and title <> 'A run failed' order by id`, [
        runId,
      ])
    ).map(({ title }) => title);
  const steps = async (runId: string) =>
    (
      await engine.rows('select step_id, iteration, status from run_steps where run_id = $1 order by started_at, id', [
        runId,
      ])
    ).map((row) => `${String(row['iteration'])} ${String(row['step_id'])} ${String(row['status'])}`.trim());
  async function run(nodes: PlanNode[], event: Json = {}) {
    const started = await engine.run(planOf(nodes), event);
    await started.handle.result().catch(() => undefined);
    return { ...started, row: await runRow(started.runId), told: await told(started.runId) };
  }

  describe('with steps for that', () => {
    const help = log('help', 'help: ${{ steps.bad.error.code }}', { path: 'steps.bad.onError.steps[0]' });
    const after = log('after', 'after ${{ steps.bad.status }} ${{ steps.help.status }}');

    it('goes on after them', async () => {
      const outcome = await run([broken('bad', { onError: { steps: [help], then: 'continue' } }), after]);
      expect(outcome.row).toMatchObject({ status: 'succeeded' });
      expect(outcome.told).toEqual(['help: invalid-input', 'after failed succeeded']);
      expect(await steps(outcome.runId)).toEqual(['bad failed', 'help succeeded', 'after succeeded']);
    });

    it('fails after them with its own error', async () => {
      const outcome = await run([broken('bad', { onError: { steps: [help], then: 'fail' } }), after]);
      expect(outcome.row).toMatchObject({
        status: 'failed',
        error: { code: 'invalid-input', stepPath: 'steps.bad' },
      });
      expect(outcome.told).toEqual(['help: invalid-input']);
    });

    it('tells both errors when they fail as well', async () => {
      const outcome = await run([broken('bad', { onError: { steps: [broken('help')], then: 'continue' } }), after]);
      expect(outcome.row).toMatchObject({ status: 'failed', error: { stepPath: 'steps.bad' } });
      expect(String(outcome.row?.['outcome_message'])).toMatch(
        /must not be empty[^]*failed as well:[^]*must not be empty/,
      );
      expect(outcome.told).toEqual([]);
    });

    it('does not run them when it has come through, or was skipped', async () => {
      const onError = { steps: [help], then: 'continue' as const };
      const outcome = await run([log('good', 'good', { onError }), broken('bad', { if: 'false', onError })]);
      expect(outcome.told).toEqual(['good']);
    });

    it('runs them for each item, and beside others', async () => {
      const say = (id: string) => log(id, id + ' ${{ string(item) }}', { path: `steps.${id}` });
      const onError = { steps: [say('help')], then: 'continue' as const };
      const outcome = await run([each([broken('bad', { onError })], { concurrency: 3 })], { items: [1, 2, 3] });
      expect([...outcome.told].sort()).toEqual(['help 1', 'help 2', 'help 3']);
      expect((await steps(outcome.runId)).filter((one) => one.includes('help'))).toHaveLength(3);
      const parallel: PlanNode = {
        kind: 'parallel',
        id: 'both',
        path: 'steps.both',
        name: 'Both',
        onError: 'fail',
        mode: 'all',
        limit: 2,
        branches: [
          { name: 'one', steps: [broken('bad', { onError: { steps: [help], then: 'continue' } })] },
          { name: 'two', steps: [log('two', 'two')] },
        ],
      };
      const beside = await run([parallel, after]);
      expect([...beside.told].sort()).toEqual(['after failed succeeded', 'help: invalid-input', 'two']);
    });

    it('is ended by a stop among them', async () => {
      const stop: PlanNode = {
        kind: 'stop',
        id: 'stop',
        path: 'steps.bad.onError.steps[0]',
        name: 'Stop',
        onError: 'fail',
        outcome: 'rejected',
        message: 'Not today.',
      };
      const outcome = await run([broken('bad', { onError: { steps: [stop], then: 'continue' } }), after]);
      expect(outcome.row).toMatchObject({ status: 'rejected', outcome_message: 'Not today.' });
    });
  });

  describe('has the steps before it undone', () => {
    it('the last first, each once, and says so', async () => {
      const outcome = await run([undone('a'), undone('b'), log('c', 'do c'), broken('bad')]);
      expect(outcome.told).toEqual(['do a', 'do b', 'do c', 'undo b', 'undo a']);
      expect(outcome.row).toMatchObject({ status: 'failed', error: { code: 'invalid-input', stepPath: 'steps.bad' } });
      expect(String(outcome.row?.['outcome_message'])).toContain('Undone: "Step b", "Step a".');
      expect(await steps(outcome.runId)).toContain('unb succeeded');
    });

    it('but not what did nothing: it was skipped, failed, or was not reached', async () => {
      const outcome = await run([
        undone('skipped', '', { if: 'false' }),
        broken('failed', { onError: 'continue', compensate: { steps: [log('unfailed', 'undo failed')] } }),
        broken('bad'),
        undone('later'),
      ]);
      expect(outcome.told).toEqual([]);
      expect(String(outcome.row?.['outcome_message'])).not.toContain('ndone');
    });

    it('goes on with the others when one cannot be undone, and says why', async () => {
      const stuck = log('stuck', 'do stuck', { compensate: { steps: [broken('unstuck')] } });
      const outcome = await run([undone('a'), stuck, broken('bad')]);
      expect(outcome.told).toEqual(['do a', 'do stuck', 'undo a']);
      expect(String(outcome.row?.['outcome_message'])).toMatch(
        /Undone: "Step a"\.\nCould not be undone: "Step stuck" \(/,
      );
    });

    it('of a loop each item with its own', async () => {
      const inner = undone('do', ' ${{ string(item) }}', { path: 'steps.do' });
      const outcome = await run([each([inner]), broken('bad')], { items: [1, 2, 3] });
      expect(outcome.told.slice(3)).toEqual(['undo do 3', 'undo do 2', 'undo do 1']);
      const keys = await engine.rows(`select key from effects where run_id = $1 and key like '%undo%'`, [
        outcome.runId,
      ]);
      expect(keys.map(({ key }) => String(key).slice(37)).sort()).toEqual([
        'steps.undo/loop#0',
        'steps.undo/loop#1',
        'steps.undo/loop#2',
      ]);
    });

    it('of a long loop also what an earlier history of the run did', async () => {
      const undo = log('undo', 'undo ${{ string(item) + steps.do.output.title }}', { if: 'item % 500 == 0' });
      const inner = log('do', 'do ${{ string(item) }}', { compensate: { steps: [undo] } });
      const items = Array.from({ length: 1500 }, (_, index) => index);
      const started = await engine.run(planOf([each([inner], { concurrency: 10 }), broken('bad')]), { items });
      const row = () => runRow(started.runId);
      await until(async () => typeof (await row())?.['temporal_run_id'] === 'string');
      const first = String((await row())?.['temporal_run_id']);
      await expect(started.handle.result()).rejects.toThrow();
      const { status } = await engine.client.workflow.getHandle(`run-${started.runId}`, first).describe();
      expect(status.name).toBe('CONTINUED_AS_NEW');
      const undone = (await told(started.runId)).filter((title) => String(title).startsWith('undo'));
      expect([...undone].sort()).toEqual(['undo 0do 0', 'undo 1000do 1000', 'undo 500do 500']);
      expect(undone).toHaveLength(3);
      expect(String((await row())?.['outcome_message'])).toMatch(/Undone: .* and 1480 more\./);
    });

    it('of a branch that was stopped, too', async () => {
      const parallel: PlanNode = {
        kind: 'parallel',
        id: 'both',
        path: 'steps.both',
        name: 'Both',
        onError: 'fail',
        mode: 'all',
        limit: 2,
        branches: [
          { name: 'one', steps: [undone('one'), waitForEvent('never.comes')] },
          { name: 'two', steps: [log('two', 'two'), broken('bad')] },
        ],
      };
      const outcome = await run([parallel]);
      expect(outcome.row).toMatchObject({ status: 'failed' });
      expect(outcome.told).toContain('undo one');
    });

    it.each(['succeeded', 'rejected', 'expired'] as const)('not when the rule stops as %s', async (outcome) => {
      const stop = { kind: 'stop', id: 's', path: 'steps.s', name: 'S', onError: 'fail', outcome } as const;
      expect((await run([undone('a'), stop])).told).toEqual(['do a']);
    });

    it('when the rule stops as failed', async () => {
      const stop = { kind: 'stop', id: 's', path: 'steps.s', name: 'S', onError: 'fail', outcome: 'failed' } as const;
      expect((await run([undone('a'), stop])).told).toEqual(['do a', 'undo a']);
    });
  });

  describe('is like a run that is cancelled', () => {
    const waits = (handle: WorkflowHandle) =>
      until(async () => (await handle.query<RunState>('getState')).status === 'waiting');

    it('it undoes what was done', async () => {
      const { runId, handle } = await engine.run(planOf([undone('a'), undone('b'), waitForEvent('never.comes')]));
      await waits(handle);
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      expect(await told(runId)).toEqual(['do a', 'do b', 'undo b', 'undo a']);
      expect(await runRow(runId)).toMatchObject({ status: 'cancelled' });
      expect(String((await runRow(runId))?.['outcome_message'])).toContain('Undone: "Step b", "Step a".');
    });

    it('with a worker that is killed on the way, each effect once', async () => {
      const pause = { kind: 'wait', id: 'p', path: 'steps.p', name: 'P', onError: 'fail', forMs: 3000 } as const;
      const slow = log('slow', 'do slow', { compensate: { steps: [log('unslow', 'undo slow'), pause] } });
      const { runId, handle } = await engine.run(planOf([undone('a'), slow, waitForEvent('never.comes')]));
      await waits(handle);
      await handle.cancel();
      await until(async () => (await told(runId)).includes('undo slow'));
      await engine.worker.kill();
      engine.worker = await engine.startWorker();
      await expect(handle.result()).rejects.toThrow();
      expect(await told(runId)).toEqual(['do a', 'do slow', 'undo slow', 'undo a']);
    });
  });
});
