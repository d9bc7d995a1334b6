import { describe, expect, it } from '@jest/globals';
import { compileRule } from './index.js';
import { connections, log, registry, rule } from './testing.fixture.js';

const compile = (trigger: Record<string, unknown>, title = 'x') =>
  compileRule({
    definition: rule([{ ...log, id: 'a', with: { title } }], {
      trigger: {
        kind: 'condition',
        uses: 'core.read',
        with: { key: 'k' },
        value: '${{ output.count }}',
        above: 5,
        ...trigger,
      },
    }),
    registry,
    connections,
  });

describe('a condition', () => {
  it('watches the number that an action reads', () => {
    expect(compile({ rearm: 3, for: '2m', every: '1m' })).toMatchObject({
      problems: [],
      source: {
        watches: 'number',
        uses: 'core.read',
        connectionId: undefined,
        settings: {
          side: 'above',
          line: 5,
          rearm: 3,
          forMs: 120_000,
          everyMs: 60_000,
          value: 'output.count',
          input: { key: 'k' },
        },
      },
    });
  });

  it('takes the expression without braces too', () => {
    expect(compile({ value: 'output.count * 2.0' }).source).toMatchObject({
      settings: { value: 'output.count * 2.0' },
    });
  });

  it.each(['size(output.value)', '1', '2.5', 'uint(1)', 'output.count'])('counts %s', (value) => {
    expect(compile({ value }).problems).toEqual([]);
  });

  it.each<[Record<string, unknown>, { path: string; code: string; hint?: string }]>([
    [{ uses: 'core.reed' }, { path: 'trigger.uses', code: 'unknown-action', hint: 'Did you mean “core.read”?' }],
    [
      { uses: 'core.log', with: { title: 'x' } },
      { path: 'trigger.uses', code: 'invalid-value' },
    ],
    [
      { uses: 'post.comment', with: {} },
      { path: 'trigger.uses', code: 'invalid-value' },
    ],
    [{ with: {} }, { path: 'trigger.with.key', code: 'missing-field' }],
    [{ with: { key: 'k', kee: 1 } }, { path: 'trigger.with.kee', code: 'unknown-field' }],
    [{ with: { key: '${{ now }}' } }, { path: 'trigger.with.key', code: 'invalid-input' }],
    [{ value: '${{ output.cuont }}' }, { path: 'trigger.value', code: 'unknown-output-field' }],
    [{ value: '${{ event.count }}' }, { path: 'trigger.value', code: 'unknown-name' }],
    [{ value: '${{ output.value }}' }, { path: 'trigger.value', code: 'expression-type' }],
    [{ value: '${{ output.' }, { path: 'trigger.value', code: 'invalid-expression' }],
  ])('%j is refused in words', (trigger, problem) => {
    expect(compile(trigger).problems).toContainEqual(expect.objectContaining(problem));
  });

  it('needs the account of its action', () => {
    const definition = rule([{ ...log, id: 'a' }], {
      trigger: { kind: 'condition', uses: 'post.comment', with: { text: 'x' }, value: '1', above: 0 },
    });
    expect(compileRule({ definition, registry, connections: [] }).problems).toContainEqual(
      expect.objectContaining({ path: 'trigger.uses', code: 'missing-connection' }),
    );
  });

  it('knows its event', () => {
    expect(compile({}, '${{ event.value > event.before ? "up" : "down" }}').problems).toEqual([]);
    expect(compile({}, '${{ event.vaule }}').problems).toMatchObject([
      { path: 'steps[0].with.title', code: 'unknown-output-field', hint: 'Did you mean “value”?' },
    ]);
  });
});
