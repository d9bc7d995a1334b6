import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Plan } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import { until } from '@jarvis/testing';
import fc from 'fast-check';
import { Engine } from './support/engine.js';
import { action, log, planOf } from './support/plans.js';
import { build, EVENT, expectedOf } from './support/reference.js';
import { recordedOf } from './support/recorded.js';
import { sketches } from './support/sketches.js';

jest.setTimeout(300_000);

describe('steps that one activity runs together', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start();
  });
  afterAll(async () => {
    await engine.stop();
  });

  async function finished(plan: Plan, groups: boolean) {
    const input = { ...(await engine.queue(plan, EVENT)), groups };
    const handle = await engine.start(input);
    await handle.result().catch(() => undefined);
    return { ...(await recordedOf(engine, input.runId)), activities: await activitiesOf(handle), runId: input.runId };
  }

  /** Names of the local activities in the history. */
  async function activitiesOf(handle: Awaited<ReturnType<Engine['start']>>) {
    const { events } = await handle.fetchHistory();
    return (events ?? []).flatMap(({ markerRecordedEventAttributes: marker }) => {
      if (marker?.markerName !== 'core_local_activity') return [];
      const data = marker.details?.['data']?.payloads?.[0]?.data;
      return [(JSON.parse(Buffer.from(data ?? []).toString()) as { activity_type: string }).activity_type];
    });
  }

  it('do and leave behind what they do one by one, whatever the plan', async () => {
    await fc.assert(
      fc.asyncProperty(sketches, async (sketch) => {
        const plan = planOf(build(sketch).nodes);
        const [alone, grouped] = [await finished(plan, false), await finished(plan, true)];
        const { run, steps, effects, feed } = grouped;
        expect({ run, steps, effects, feed }).toEqual({
          run: alone.run,
          steps: alone.steps,
          effects: alone.effects,
          feed: alone.feed,
        });
        const { status, trail } = expectedOf(sketch);
        expect({ status: run?.['status'], trail: steps.map(lineOf).sort() }).toEqual({ status, trail });
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  const lineOf = (step: Record<string, unknown>) => [step['iteration'], step['step_id'], step['status']].join(' ');

  const notes = (count: number): PlanNode[] =>
    Array.from({ length: count }, (_, index) => log(`n${index}`, `Note ${index}`, { path: `steps[${index}]` }));

  it('are one local activity, however many they are, up to a hundred', async () => {
    const { run, steps, activities } = await finished(planOf(notes(40)), true);
    expect([run?.['status'], steps.length]).toEqual(['succeeded', 40]);
    expect(activities.filter((name) => name === 'performGroup')).not.toEqual([]);
    expect(activities).not.toContain('performAction');
  });

  it('give their results to steps outside of the group', async () => {
    const first = action('first', 'core.transform', { value: 7 }, { effect: 'pure', path: 'steps[0]' });
    const second = action(
      'second',
      'core.transform',
      { value: '${{ steps.first.output.value + 1 }}' },
      { effect: 'pure', path: 'steps[1]' },
    );
    const pause: PlanNode = { kind: 'wait', id: 'pause', path: 'steps[2]', name: 'A pause', onError: 'fail', forMs: 1 };
    const third = log('third', 'Came to ${{ string(steps.second.output.value) }}', { path: 'steps[3]' });
    const { feed } = await finished(planOf([first, second, pause, third]), true);
    expect(feed.map(({ title }) => title)).toEqual(['Came to 8']);
  });

  it('leave what is not the usual way to an activity of its own, and go on together after it', async () => {
    const nodes = [
      ...notes(2),
      action('tell', 'core.emit-event', { name: 'order.paid', body: {} }, { path: 'steps[2]' }),
      log('broken', '', { path: 'steps[3]', onError: 'continue' }),
      log('last', 'Last', { path: 'steps[4]' }),
      log('very-last', 'Very last', { path: 'steps[5]' }),
    ];
    const { activities, steps } = await finished(planOf(nodes), true);
    expect(steps.map(({ status }) => status)).toEqual([
      'succeeded',
      'succeeded',
      'succeeded',
      'failed',
      'succeeded',
      'succeeded',
    ]);
    const calls = activities.filter((name) => name.startsWith('perform'));
    expect(calls.slice(0, 2)).toEqual(['performGroup', 'performAction']);
    expect(calls.at(-1)).toBe('performGroup');
  });

  it('are all done or none of them, and never twice, when the worker dies', async () => {
    const plan = planOf([
      ...notes(30),
      { kind: 'wait', id: 'pause', path: 'steps[30]', name: 'A pause', onError: 'fail', forMs: 100 },
      ...notes(60).slice(31),
    ]);
    const inputs = await Promise.all(Array.from({ length: 12 }, () => engine.queue(plan, EVENT)));
    const handles = await Promise.all(inputs.map((input) => engine.start(input)));
    const ids = inputs.map(({ runId }) => runId);
    const written = async () =>
      Number((await engine.rows('select count(*) as n from step_groups where run_id = any ($1)', [ids]))[0]?.['n']);
    await until(async () => (await written()) >= 4, { everyMs: 5 });
    await engine.worker.kill();
    const halves = await engine.rows(
      `select count(*) as n from run_steps where run_id = any ($1) and path <> 'steps[30]' group by run_id`,
      [ids],
    );
    for (const { n } of halves) expect([30, 59]).toContain(Number(n));
    engine.worker = await engine.startWorker();
    await Promise.all(handles.map((handle) => handle.result()));
    const effects = await engine.rows(
      'select run_id, count(*) as n from effects where run_id = any ($1) group by run_id',
      [ids],
    );
    expect(effects.map(({ n }) => Number(n))).toEqual(ids.map(() => 59));
    const feed = await engine.rows('select count(*) as n from activity_logs where run_id = any ($1)', [ids]);
    expect(Number(feed[0]?.['n'])).toBe(12 * 59);
  });
});
