import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Plan, RunInput } from '@jarvis/plan';
import { until } from '@jarvis/testing';
import fc from 'fast-check';
import { Engine } from './support/engine.js';
import { action, log, planOf } from './support/plans.js';
import { recordedOf } from './support/recorded.js';
import { build, EVENT, expectedOf } from './support/reference.js';
import { sketches } from './support/sketches.js';

jest.setTimeout(300_000);

const notes = (count: number) =>
  Array.from({ length: count }, (_, index) => log(`n${index}`, `Note ${index}`, { path: `steps[${index}]` }));

describe('short runs that one workflow runs together', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start();
  });
  afterAll(() => engine.stop());

  /** What a run leaves behind that has a workflow of its own and no groups. */
  async function alone(plan: Plan) {
    const input = { ...(await engine.queue(plan, EVENT)), groups: false };
    await (await engine.start(input)).result().catch(() => undefined);
    return recordedOf(engine, input.runId);
  }

  async function carried(plan: Plan, count: number) {
    const rule = await engine.publish(plan, {});
    const runIds = await engine.queueOf(rule, count, EVENT);
    const result = await (await engine.carry(rule, runIds)).result();
    return { rule, runIds, result };
  }

  const statusOf = async (runId: string | undefined) =>
    (await engine.rows('select status, carrier_id, workflow_id from runs where id = $1', [runId]))[0];

  it('leave behind what they do alone, or nothing at all, whatever the plan', async () => {
    let together = 0;
    await fc.assert(
      fc.asyncProperty(sketches, async (sketch) => {
        const plan = planOf(build(sketch).nodes);
        const { runIds, result } = await carried(plan, 2);
        const runs = await Promise.all(runIds.map((id) => recordedOf(engine, id)));
        if (result.carried === 0) {
          for (const { run, ...rest } of runs) {
            expect(run?.['status']).toBe('queued');
            expect(rest).toEqual({ steps: [], effects: [], feed: [] });
          }
          return;
        }
        together += 1;
        const expected = await alone(plan);
        for (const run of runs) expect(run).toEqual(expected);
        expect(runs[0]?.run?.['status']).toBe(expectedOf(sketch).status);
      }),
      { numRuns: 60, endOnFailure: true },
    );
    // It is no use when all of them are left.
    expect(together).toBeGreaterThan(5);
  });

  it('are done by one activity when their workflow is their own, and step by step where that does not work out', async () => {
    let once = 0;
    await fc.assert(
      fc.asyncProperty(sketches, async (sketch) => {
        const plan = planOf(build(sketch).nodes);
        const input = { ...(await engine.queue(plan, EVENT)), whole: true };
        const handle = await engine.start(input);
        await handle.result().catch(() => undefined);
        expect(await recordedOf(engine, input.runId)).toEqual(await alone(plan));
        const { events } = await handle.fetchHistory();
        const activities = (events ?? []).filter(
          ({ markerRecordedEventAttributes: marker }) => marker?.markerName === 'core_local_activity',
        ).length;
        if (activities === 1) once += 1;
      }),
      { numRuns: 40, endOnFailure: true },
    );
    expect(once).toBeGreaterThan(3);
  });

  it('are counted by their rule, and tell who carried them', async () => {
    const stop = { kind: 'stop' as const, id: 'end', path: 'steps[1]', name: 'End', onError: 'fail' as const };
    const plan = planOf([...notes(1), { ...stop, outcome: 'rejected', message: 'Not ${{ string(1 + 1) }} today' }]);
    const { rule, runIds, result } = await carried(plan, 3);
    expect(result).toEqual({ carried: 3, left: 0 });
    const [row] = await engine.rows(
      'select run_count, success_count, failure_count from automation_rules where id = $1',
      [rule.id],
    );
    expect(Object.values(row ?? {}).map(Number)).toEqual([3, 0, 0]);
    expect(await statusOf(runIds[0])).toMatchObject({ status: 'rejected', workflow_id: null });
    const [outcome] = await engine.rows('select outcome_message, carrier_id from runs where id = $1', [runIds[0]]);
    expect(outcome).toEqual({
      outcome_message: 'Not 2 today',
      carrier_id: expect.stringMatching(/^burst-/),
    });
  });

  it('are left when a step fails, asks somebody, has an account, or emits an event', async () => {
    const plans = [
      planOf([...notes(1), log('broken', '', { path: 'steps[1]' })]),
      planOf([{ kind: 'wait', id: 'pause', path: 'steps[0]', name: 'A pause', onError: 'fail', forMs: 1 }]),
      planOf([action('tell', 'core.emit-event', { name: 'order.paid', body: {} }, { path: 'steps[0]' })]),
    ];
    for (const plan of plans) {
      const { runIds, result } = await carried(plan, 2);
      expect(result).toEqual({ carried: 0, left: 2 });
      expect(await statusOf(runIds[0])).toEqual({ status: 'queued', carrier_id: null, workflow_id: null });
    }
  });

  it('are done once, when two carriers have them and some were begun or cancelled meanwhile', async () => {
    const plan = planOf(notes(3));
    const rule = await engine.publish(plan, {});
    const runIds = await engine.queueOf(rule, 20, EVENT);
    const [begun, cancelled] = runIds;
    await engine.rows(`update runs set status = 'cancelled', started_at = now(), finished_at = now() where id = $1`, [
      cancelled,
    ]);
    await engine.rows(`update runs set status = 'running', workflow_id = $2 where id = $1`, [begun, `run-${begun}`]);
    const carriers = await Promise.all([engine.carry(rule, runIds), engine.carry(rule, runIds.toReversed())]);
    const results = await Promise.all(carriers.map((handle) => handle.result()));
    expect(results.reduce((sum, result) => sum + result.carried, 0)).toBe(18);
    const effects = await engine.rows(
      'select run_id, count(*)::int as n from effects where run_id = any($1) group by run_id',
      [runIds],
    );
    expect(effects).toHaveLength(18);
    expect(new Set(effects.map(({ n }) => n))).toEqual(new Set([3]));
    expect(await statusOf(cancelled)).toMatchObject({ status: 'cancelled' });
    expect(await statusOf(begun)).toMatchObject({ status: 'running' });
  });

  it('of another rule or observatory are not touched', async () => {
    const [plan, other] = [planOf(notes(2)), planOf(notes(3), 'Another')];
    const [rule, theirs] = [await engine.publish(plan, {}), await engine.publish(other, {})];
    const foreign = await engine.queueOf(theirs, 2, EVENT);
    expect(await (await engine.carry(rule, foreign)).result()).toEqual({ carried: 0, left: 2 });
    expect(await statusOf(foreign[0])).toMatchObject({ status: 'queued' });
  });

  it('are written whole or not at all when the worker dies, and a run of them that is left begins alone', async () => {
    const plan = planOf(notes(12));
    const rule = await engine.publish(plan, {});
    const batches = await Promise.all(Array.from({ length: 8 }, () => engine.queueOf(rule, 40, EVENT)));
    const carriers = await Promise.all(batches.map((runIds) => engine.carry(rule, runIds)));
    const ids = batches.flat();
    const done = async () =>
      Number(
        (await engine.rows(`select count(*) as n from runs where id = any($1) and status = 'succeeded'`, [ids]))[0]?.[
          'n'
        ],
      );
    await until(async () => (await done()) > 0, { everyMs: 2 });
    await engine.worker.kill();
    const effectsOf = () =>
      engine.rows('select count(*)::int as n from effects where run_id = any($1) group by run_id', [ids]);
    expect(await effectsOf()).toHaveLength(await done());
    engine.worker = await engine.startWorker();
    await Promise.all(carriers.map((handle) => handle.result()));
    // The relay starts all of them alone when it thinks that their carriers are lost. Those that have ended stay as they are.
    const carriedBefore = await done();
    const inputs: RunInput[] = ids.map((runId) => ({
      runId,
      observatoryId: engine.observatoryId,
      rule,
      plan,
      trigger: { type: 'manual', summary: 'A test' },
      event: EVENT,
      groups: true,
      whole: true,
    }));
    const again = await Promise.allSettled(inputs.map(async (input) => (await engine.start(input)).result()));
    expect(again.filter(({ status }) => status === 'rejected')).toHaveLength(carriedBefore);
    expect(await done()).toBe(ids.length);
    const effects = await effectsOf();
    expect(effects).toHaveLength(ids.length);
    expect(new Set(effects.map(({ n }) => n))).toEqual(new Set([12]));
  });
});
