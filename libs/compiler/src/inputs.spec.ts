import { describe, expect, it } from '@jest/globals';
import { describeScope, compileRule, dataAt } from './index.js';
import { connections, log, registry, rule } from './testing.fixture.js';

const inputs = {
  order: { type: 'string', description: 'number of the order' },
  count: { type: 'integer', default: 1 },
  note: { type: 'string', optional: true },
};
const titled = (source: string) => ({ ...log, id: 'a', with: { title: `\${{ ${source} }}` } });
const compile = (source: string, more: Record<string, unknown> = {}) =>
  compileRule({ definition: rule([titled(source)], { inputs, ...more }), registry, connections });

describe('inputs of a rule', () => {
  it('stand in the plan as one schema', () => {
    expect(compile('event.order').plan?.inputs).toEqual({
      type: 'object',
      properties: {
        order: { type: 'string', description: 'number of the order' },
        count: { type: 'integer', default: 1 },
        note: { type: 'string' },
      },
      required: ['order', 'count'],
      additionalProperties: false,
    });
    expect(compileRule({ definition: rule([titled('event.x')]), registry, connections }).plan).not.toHaveProperty(
      'inputs',
    );
  });

  it('give expressions their types', () => {
    expect(compile('event.order + string(event.count)').problems).toEqual([]);
    expect(compile('event.ordr').problems).toMatchObject([
      { code: 'unknown-output-field', hint: 'Did you mean “order”?' },
    ]);
    expect(compile('event.count').problems).toMatchObject([{ code: 'expression-type' }]);
    expect(compile('event.note').problems).toMatchObject([{ code: 'field-may-be-missing' }]);
    expect(compile('event.?note.orValue("")').problems).toEqual([]);
  });

  it('are known where expressions are completed', () => {
    const { readable } = compileRule({
      definition: rule([titled('event.order')], { inputs }),
      registry,
      connections,
      at: 'steps[0].with.title',
    });
    if (!readable) throw new Error('Nothing can be read there.');
    const known = { event: { order: 'A7', count: 2 }, eventFrom: 'sample' as const, steps: {} };
    const data = dataAt(readable, { ...known, trigger: {}, rule: {}, run: {}, now: '' });
    const event = describeScope(readable.shape, data).find(({ name }) => name === 'event');
    expect(event?.children).toMatchObject([
      { path: 'event.order', type: 'string', about: 'number of the order', sample: { value: 'A7' } },
      { path: 'event.count', type: 'number' },
      { path: 'event.note', type: 'string', maybe: true },
    ]);
  });

  it.each(['manual', 'rule'])('are taken by a rule with the trigger %s', (kind) => {
    expect(compile('event.order', { trigger: { kind } }).problems).toEqual([]);
  });
});

describe('the output of a rule', () => {
  const gives = (output: unknown, steps: unknown[] = [titled('event.order')]) => {
    const { plan, problems } = compileRule({ definition: rule(steps, { inputs, output }), registry, connections });
    return { output: plan?.output, gives: plan?.gives, problems };
  };

  it('has a schema of what its expressions give', () => {
    const output = {
      id: '${{ event.order }}',
      twice: '${{ event.count * 2 }}',
      text: 'Order ${{ event.order }}',
      n: 1,
    };
    expect(gives({ ...output, list: [1, '${{ event.count }}'], all: '${{ event }}' })).toMatchObject({
      output,
      gives: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          twice: { type: 'number' },
          text: { type: 'string' },
          n: { type: 'number' },
          list: { type: 'array' },
          all: { type: 'object', required: ['order', 'count'] },
        },
        required: ['id', 'twice', 'text', 'n', 'list', 'all'],
        additionalProperties: false,
      },
      problems: [],
    });
    expect(gives('${{ event.?count }}').gives).toEqual({});
  });

  it('reads what all steps have given', () => {
    expect(gives('${{ steps.a.output.title }}')).toMatchObject({ gives: { type: 'string' }, problems: [] });
    expect(gives({ deep: ['${{ steps.b.output }}'] }).problems).toMatchObject([
      { path: 'output.deep[0]', code: 'unknown-step' },
    ]);
    const maybe = { kind: 'branch', id: 'b', cases: [{ if: 'event.count > 1', steps: [titled('event.order')] }] };
    expect(gives('${{ steps.a.output.title }}', [maybe]).problems).toMatchObject([{ code: 'step-may-not-run' }]);
  });
});
