import { parsePath } from '@jarvis/issues';
import { Plan } from '@jarvis/plan';
import { PROBLEM_CODES } from '@jarvis/rules';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileRule } from './index.js';
import { connections, hashOf, registry } from './testing.fixture.js';

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'publish', 'draft', 'Bad', '__proto__', 5);
const expression = fc.constantFrom(
  'true',
  'event.x == 1',
  'steps.a.output.title == "x"',
  'steps.draft.output.score > 0.5',
  'has(steps.b.output)',
  '1 +',
  'nobody',
  '${{ event.x }}',
  '"text"',
);
const text = fc.oneof(
  fc.constantFrom(
    'plain',
    '${{ event.title }}',
    '${{ steps.draft.output.text }}',
    'x ${{ steps.b.status }}',
    '${{ steps.',
    '${{ steps.zzz.output }}',
  ),
  fc.string({ maxLength: 5 }),
);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 3 });

/** Mostly sensible steps with wrong ones among them. */
const { steps } = fc.letrec<{ steps: unknown[]; step: unknown }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 4 }),
  step: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({
      kind: fc.constant('action'),
      id,
      uses: fc.constantFrom('core.log', 'core.read', 'post.publish', 'post.comment', 'core.lgo'),
      with: maybe(fc.dictionary(fc.constantFrom('title', 'text', 'key', 'titel'), text, { maxKeys: 2 })),
      if: maybe(expression),
      onError: maybe(fc.oneof(fc.constantFrom('continue', 'fail', 'maybe'), fc.record({ steps: tie('steps') }))),
      compensate: maybe(fc.record({ steps: tie('steps') })),
    }),
    fc.record({
      kind: fc.constant('model'),
      id,
      prompt: text,
      output: fc.constantFrom(
        { type: 'object', properties: { text: { type: 'string' }, score: { type: 'number' } } },
        { type: 'string' },
        {},
        5,
      ),
    }),
    fc.record({
      kind: fc.constant('wait'),
      id,
      for: maybe(fc.constantFrom('1s', '2h', 'soon')),
      until: maybe(expression),
    }),
    fc.record({
      kind: fc.constant('stop'),
      id,
      outcome: fc.constantFrom('succeeded', 'failed', 'done'),
      message: maybe(text),
    }),
    fc.record({
      kind: fc.constant('branch'),
      id,
      cases: fc.array(fc.record({ if: expression, steps: tie('steps') }), { maxLength: 3 }),
      else: maybe(tie('steps')),
    }),
    fc.record({
      kind: fc.constant('approval'),
      id,
      for: id,
      confidence: maybe(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), text)),
      onRejected: maybe(tie('steps')),
      if: maybe(expression),
    }),
    fc.jsonValue({ maxDepth: 2 }),
  ),
}));
const definition = fc
  .record({
    format: fc.constantFrom(1, 1, 1, 2),
    name: fc.constantFrom('Test', ''),
    trigger: fc.constantFrom(
      { kind: 'manual' },
      { kind: 'webhook', signature: 'github' },
      { kind: 'schedule', cron: 'x' },
      {},
    ),
    steps,
    extra: maybe(fc.constant(1)),
  })
  // As it would come over the wire: without undefined fields.
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

const sound = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 6 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((name, index) =>
        fc.constantFrom(
          {
            kind: 'action',
            id: name,
            uses: 'core.log',
            with: { title: index === 0 ? 'x' : `after \${{ steps.${ids[index - 1] ?? ''}.status }}` },
          },
          { kind: 'action', id: name, uses: 'post.publish', with: { text: '${{ event.text }}' } },
          { kind: 'wait', id: name, for: '1s' },
          {
            kind: 'branch',
            id: name,
            cases: [{ if: 'event.x', steps: [{ kind: 'stop', id: `${name}Stop`, outcome: 'succeeded' }] }],
          },
        ),
      ),
    ),
  );

function shuffleKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffleKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffleKeys(item)]),
  );
}

/** Whether the path, or for what is missing its parent, is there. */
function exists(path: string, root: unknown): boolean {
  const segments = parsePath(path);
  if (!segments) return false;
  let value = root;
  return segments.every((segment) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return false;
    value = Object.entries(value).find(([key]) => key === String(segment))?.[1];
    return true;
  });
}

describe('compileRule, for any definition', () => {
  it('never throws, and either gives an intact plan or problems that can be placed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          { weight: 5, arbitrary: definition },
          { weight: 1, arbitrary: fc.jsonValue() },
          { weight: 1, arbitrary: fc.string() },
        ),
        (given) => {
          const result = compileRule({ definition: given, registry, connections });
          if (result.plan) {
            expect(Plan.parse(result.plan)).toEqual(result.plan);
            expect(result.plan.hash).toBe(hashOf(result.plan));
          } else {
            expect(result.problems[0]?.severity).toBe('error');
          }
          for (const { path, code, message } of result.problems) {
            expect(Object.hasOwn(PROBLEM_CODES, code)).toBe(true);
            expect(message).not.toBe('');
            const missing = code === 'missing-field' || code === 'unsupported-format' || code === 'empty-steps';
            if (typeof given !== 'string' && !missing) expect([path, exists(path, given)]).toEqual([path, true]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives the same hash whatever the order of keys, also through YAML', () => {
    fc.assert(
      fc.property(sound, (list) => {
        const given = { format: 1, name: 'Test', trigger: { kind: 'manual' }, steps: list };
        const results = [given, shuffleKeys(given), JSON.stringify(given)].map((one) =>
          compileRule({ definition: one, registry, connections }),
        );
        const hashes = results.map((result) => result.plan?.hash ?? JSON.stringify(result.problems));
        expect(new Set(hashes).size).toBe(1);
        expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
      }),
      { numRuns: 100 },
    );
  });
});
