import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { rehearsePlan } from '@jarvis/rehearsal';
import fc from 'fast-check';
import { Engine } from './support/engine.js';
import { planOf } from './support/plans.js';
import { build, EVENT, expectedOf, type Sketch } from './support/reference.js';

jest.setTimeout(180_000);

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(async () => {
  await engine.stop();
});

const { sketches } = fc.letrec<{ sketch: Sketch; sketches: Sketch[]; calm: Sketch }>((tie) => {
  const inner = fc.array(tie('sketch'), { maxLength: 2, depthIdentifier: 'steps' });
  return {
    // What always comes to its end, so that it can stand beside others.
    calm: fc.oneof(
      fc.record({ kind: fc.constant('value' as const), number: fc.nat(99) }),
      fc.record({ kind: fc.constant('broken' as const), goesOn: fc.constant(true) }),
      fc.record({ kind: fc.constant('code' as const), throws: fc.boolean(), goesOn: fc.constant(true) }),
      fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 48 }) }),
      fc.record({
        kind: fc.constant('event' as const),
        comes: fc.constantFrom('in-time' as const, 'never' as const),
        goesOn: fc.constant(true),
      }),
      fc.record({
        kind: fc.constant('each' as const),
        items: fc.nat(3),
        policy: fc.constant('continue' as const),
        steps: fc.array(fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 9 }) }), {
          minLength: 1,
          maxLength: 2,
        }),
      }),
      fc.record({
        kind: fc.constant('ask' as const),
        answer: fc.constant('approved' as const),
        rejected: fc.constant<Sketch[]>([]),
        expired: fc.constant<Sketch[]>([]),
      }),
    ),
    sketches: fc.array(tie('sketch'), { minLength: 1, maxLength: 5, depthIdentifier: 'steps' }),
    sketch: fc.oneof(
      { depthIdentifier: 'steps', depthSize: 'small', maxDepth: 3 },
      {
        weight: 4,
        arbitrary: fc.record(
          { kind: fc.constant('value' as const), number: fc.nat(99), runs: fc.boolean() },
          { requiredKeys: ['kind', 'number'] },
        ),
      },
      {
        weight: 2,
        arbitrary: fc.record(
          { kind: fc.constant('broken' as const), goesOn: fc.boolean(), handler: inner },
          { requiredKeys: ['kind', 'goesOn'] },
        ),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('undoable' as const),
          undo: fc.constantFrom('works' as const, 'breaks' as const),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('code' as const), throws: fc.boolean(), goesOn: fc.boolean() }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 48 }) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('event' as const),
          comes: fc.constantFrom('in-time' as const, 'late' as const, 'never' as const),
          goesOn: fc.boolean(),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('stop' as const),
          outcome: fc.constantFrom('succeeded' as const, 'rejected' as const, 'expired' as const, 'failed' as const),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('branch' as const), holds: fc.boolean(), then: inner, else: inner }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('each' as const),
          items: fc.nat(3),
          policy: fc.constantFrom('stop' as const, 'continue' as const, 'collect' as const),
          steps: inner,
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('parallel' as const),
          branches: fc.array(fc.array(tie('calm'), { maxLength: 2 }), { minLength: 1, maxLength: 3 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('ask' as const),
          answer: fc.constantFrom('approved' as const, 'rejected' as const, 'late' as const, 'none' as const),
          rejected: inner,
          expired: inner,
        }),
      },
    ),
  };
});

it('does what the reference evaluator says, step by step and hour by hour', async () => {
  await fc.assert(
    fc.asyncProperty(sketches, async (plan) => {
      const { nodes, answers, events } = build(plan);
      const result = await rehearsePlan(engine.rehearsal, {
        plan: planOf(nodes),
        event: EVENT,
        answers,
        events,
        taskQueue: `${engine.taskQueue}-rehearsal`,
      });
      const times = result.steps.flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt ?? startedAt]);
      const hours = (Math.max(...times.map((at) => Date.parse(at))) - Date.parse(times[0] ?? '')) / 3_600_000;
      expect({
        status: result.status,
        trail: result.steps.map(({ stepId, iteration, status }) => `${iteration} ${stepId} ${status}`).sort(),
        hours: Math.round(hours),
      }).toEqual(expectedOf(plan));
    }),
    { numRuns: 40, endOnFailure: true },
  );
});
