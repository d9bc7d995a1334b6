import { Plan } from '@jarvis/plan';
import { describe, expect, it } from '@jest/globals';
import { compileRule } from './index.js';
import { connections, log, publish, registry, rule } from './testing.fixture.js';

const compile = (steps: unknown[], sampleEvent?: unknown) =>
  compileRule({ definition: rule(steps), registry, connections, sampleEvent });

const problems = (steps: unknown[]) => compile(steps).problems.map(({ path, code }) => `${code} at ${path}`);

const say = (id: string, title: string) => ({ ...log, id, with: { title } });
const loop = (steps: unknown[], more: Record<string, unknown> = {}) => ({
  kind: 'each',
  id: 'loop',
  items: '${{ event.orders }}',
  steps,
  ...more,
});

describe('each', () => {
  it('has defaults: one item after the other, and the first that fails ends it', () => {
    const { plan } = compile([loop([say('tell', 'x')])]);
    expect(plan?.nodes).toMatchObject([
      {
        kind: 'each',
        items: 'event.orders',
        concurrency: 1,
        onItemError: 'stop',
        steps: [{ path: 'steps[0].steps[0]' }],
      },
    ]);
    expect(Plan.parse(plan)).toEqual(plan);
  });

  it('lets its steps read the item, its place, and those of the loop around', () => {
    const inner = {
      ...loop([
        say('tell', '${{ item.sku + " of " + string(parent.item.id) + string(parent.index) + string(index) }}'),
      ]),
      id: 'lines',
      items: 'item.lines',
    };
    expect(problems([loop([inner])])).toEqual([]);
  });

  it('knows an item where the sample event has some', () => {
    const event = { orders: [{ id: 'a' }] };
    expect(compile([loop([say('tell', '${{ item.id }}')])], event).problems).toEqual([]);
    expect(compile([loop([say('tell', '${{ item.ie }}')])], event).problems).toMatchObject([
      { path: 'steps[0].steps[0].with.title', hint: 'Did you mean “id”?' },
    ]);
  });

  it('has no item outside, and no parent in the outermost loop', () => {
    expect(problems([say('tell', '${{ item.id }}'), loop([say('inside', '${{ string(parent.index) }}')])])).toEqual([
      'unknown-name at steps[0].with.title',
      'unknown-name at steps[1].steps[0].with.title',
    ]);
  });

  it('gives what became of the items, and says that its steps have no output outside', () => {
    const after = (title: string) => [loop([say('tell', 'x')]), say('last', title)];
    expect(problems(after('${{ string(steps.loop.output.succeeded) + steps.loop.output.results[0].status }}'))).toEqual(
      [],
    );
    expect(compile(after('${{ steps.tell.output.title }}')).problems).toMatchObject([
      {
        path: 'steps[1].with.title',
        code: 'step-not-run-yet',
        message: expect.stringContaining('once for each item of “loop”'),
        hint: expect.stringContaining('steps.loop.output.results'),
      },
    ]);
  });

  it('takes a list, and something to do', () => {
    expect(problems([loop([say('tell', 'x')], { items: '"text"' }), { ...loop([]), id: 'empty' }])).toEqual([
      'expression-type at steps[0].items',
      'empty-steps at steps[1].steps',
    ]);
  });

  it('asks a person for each item: in the loop, not before it', () => {
    const ask = { kind: 'approval', id: 'ask', for: 'publish' };
    expect(problems([loop([ask, { ...publish, id: 'publish' }])])).toEqual([]);
    expect(problems([ask, loop([{ ...publish, id: 'publish' }])])).toContain('approval-target-in-loop at steps[0].for');
    const { plan } = compile([loop([{ ...publish, id: 'publish', with: { text: '${{ item.text }}' } }])]);
    expect(plan?.nodes).toMatchObject([
      { steps: [{ kind: 'approval' }, { id: 'publish', gatedBy: 'approvePublish' }] },
    ]);
  });
});

describe('parallel', () => {
  const both = (first: unknown[], second: unknown[], more: Record<string, unknown> = {}) => ({
    kind: 'parallel',
    id: 'both',
    branches: [{ name: 'One', steps: first }, { steps: second }],
    ...more,
  });

  it('has defaults: all branches, at the same time', () => {
    const { plan } = compile([both([say('a', 'x')], [say('b', 'x')])]);
    expect(plan?.nodes).toMatchObject([
      {
        kind: 'parallel',
        mode: 'all',
        limit: 2,
        branches: [
          { name: 'One', steps: [{ path: 'steps[0].branches[0].steps[0]' }] },
          { name: 'Branch 2', steps: [{ path: 'steps[0].branches[1].steps[0]' }] },
        ],
      },
    ]);
    expect(Plan.parse(plan)).toEqual(plan);
  });

  it('lets later steps read all branches, and no branch another', () => {
    const read = (id: string, of: string) => say(id, `\${{ steps.${of}.output.title }}`);
    expect(problems([both([say('a', 'x')], [say('b', 'x')]), read('c', 'a'), read('d', 'b')])).toEqual([]);
    expect(problems([both([say('a', 'x')], [read('b', 'a')])])).toEqual([
      'step-not-run-yet at steps[0].branches[1].steps[0].with.title',
    ]);
    expect(problems([both([say('a', 'x')], [say('b', 'x')], { mode: 'any' }), read('c', 'a')])).toEqual([
      'step-may-not-run at steps[1].with.title',
    ]);
  });

  it('takes branches with something to do, and sees where the run always ends', () => {
    const stop = { kind: 'stop', id: 'end', outcome: 'succeeded' };
    expect(problems([both([], [say('b', 'x')])])).toEqual(['empty-steps at steps[0].branches[0].steps']);
    expect(problems([both([stop], [say('b', 'x')]), say('c', 'x')])).toEqual(['unreachable-step at steps[1]']);
    expect(problems([both([stop], [say('b', 'x')], { mode: 'any' }), say('c', 'x')])).toEqual([]);
  });
});
