import fc from 'fast-check';
import type { Sketch } from './reference.js';

/** Random lists of steps of many kinds. */
export const { sketches } = fc.letrec<{ sketch: Sketch; sketches: Sketch[]; calm: Sketch }>((tie) => {
  const inner = fc.array(tie('sketch'), { maxLength: 3, depthIdentifier: 'steps' });
  return {
    sketches: fc.array(tie('sketch'), { minLength: 1, maxLength: 6, depthIdentifier: 'steps' }),
    sketch: fc.oneof(
      { depthIdentifier: 'steps', depthSize: 'small', maxDepth: 3 },
      { weight: 4, arbitrary: fc.constant({ kind: 'note' as const }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('code' as const), throws: fc.boolean(), goesOn: fc.boolean() }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('value' as const), number: fc.nat(99), runs: fc.boolean() }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('broken' as const), goesOn: fc.boolean() }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('broken' as const), goesOn: fc.boolean(), handler: inner }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('undoable' as const),
          undo: fc.constantFrom('works' as const, 'breaks' as const),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('stop' as const),
          outcome: fc.constantFrom('succeeded' as const, 'rejected' as const, 'failed' as const),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('branch' as const), holds: fc.boolean(), then: inner, else: inner }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('each' as const),
          items: fc.nat(3),
          policy: fc.constantFrom('stop' as const, 'continue' as const, 'collect' as const),
          steps: inner,
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('each' as const),
          items: fc.nat(5),
          beside: fc.constant(true),
          policy: fc.constant('continue' as const),
          steps: fc.array(tie('calm'), { maxLength: 5 }),
        }),
      },
    ),
    // What always comes to its end, so that it can stand beside others.
    calm: fc.oneof(
      { depthIdentifier: 'steps', depthSize: 'small', maxDepth: 3 },
      { weight: 3, arbitrary: fc.constant({ kind: 'note' as const }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('broken' as const), goesOn: fc.constant(true) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('branch' as const),
          holds: fc.boolean(),
          then: fc.array(tie('calm'), { maxLength: 2 }),
          else: fc.array(tie('calm'), { maxLength: 2 }),
        }),
      },
    ),
  };
});
