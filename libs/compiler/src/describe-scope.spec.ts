import { explainText } from '@jarvis/expressions';
import { describe, expect, it } from '@jest/globals';
import { compileRule, dataAt, describeScope, type KnownData, type ScopeEntry } from './index.js';
import { connections, log, publish, registry, rule } from './testing.fixture.js';

const nothing: KnownData = {
  event: undefined,
  eventFrom: 'sample',
  trigger: { kind: 'manual' },
  rule: { name: 'Test' },
  run: { id: 'r' },
  now: '2026-11-27T08:00:00Z',
  steps: {},
};

function lookAt(definition: unknown, at: string, known: Partial<KnownData> = {}) {
  const { readable } = compileRule({ definition, registry, connections, sampleEvent: known.event, at });
  if (!readable) throw new Error('Nothing of it can be read.');
  const data = dataAt(readable, { ...nothing, ...known });
  return { entries: describeScope(readable.shape, data), data };
}

const flat = (entries: readonly ScopeEntry[]): ScopeEntry[] =>
  entries.flatMap((entry) => [entry, ...flat(entry.children ?? [])]);
const entryAt = (entries: readonly ScopeEntry[], path: string) => flat(entries).find((entry) => entry.path === path);
const pathsOf = (entries: readonly ScopeEntry[], under: string) =>
  flat(entries).flatMap(({ path }) => (path.startsWith(under) ? [path] : []));

const model = {
  kind: 'model',
  id: 'draft',
  prompt: 'x',
  output: {
    type: 'object',
    properties: { text: { type: 'string', description: 'the post' }, note: { type: 'string' } },
    required: ['text'],
  },
};
const steps = [
  { kind: 'action', id: 'look', uses: 'core.read', with: { key: 'a' } },
  model,
  {
    kind: 'each',
    id: 'orders',
    items: 'event.orders',
    steps: [
      { kind: 'each', id: 'lines', items: '${{ item.lines }}', steps: [{ ...log, id: 'line' }] },
      { ...log, id: 'last' },
    ],
  },
  { kind: 'approval', id: 'ask', for: 'publish', onRejected: [{ ...log, id: 'no' }] },
  { ...publish, id: 'publish' },
];
const event = { orders: [{ id: 'a', lines: [{ sku: 'x', price: 3 }] }], 'x-y': true, in: 1, big: 'z'.repeat(500) };

describe('describeScope', () => {
  it('tells what has run by then, with types, words and where both are from', () => {
    const { entries } = lookAt(rule(steps, { vars: { team: 'ops' } }), 'steps[4].with.text', {
      event,
      steps: { look: { status: 'succeeded', output: { value: 'v', count: 2 } } },
    });
    expect(pathsOf(entries, 'steps.').filter((path) => path.split('.').length === 2)).toEqual([
      'steps.look',
      'steps.draft',
      'steps.orders',
      'steps.ask',
    ]);
    expect(entryAt(entries, 'steps.look.output.count')).toEqual({
      name: 'count',
      path: 'steps.look.output.count',
      type: 'number',
      from: 'schema',
      sample: { value: 2, cut: false },
    });
    expect(entryAt(entries, 'steps.draft.output.text')).toMatchObject({ about: 'the post', from: 'schema' });
    expect(entryAt(entries, 'steps.draft.output.text')).not.toHaveProperty('sample');
    expect(entryAt(entries, 'steps.draft.output.note')).toMatchObject({ maybe: true });
    expect(entryAt(entries, 'steps.ask.output.by')).toMatchObject({ type: 'string', about: 'who answered' });
    expect(entryAt(entries, 'event["x-y"]')).toMatchObject({ type: 'bool', from: 'sample' });
    expect(entryAt(entries, 'event["in"]')).toMatchObject({ sample: { value: 1 } });
    expect(entryAt(entries, 'event.big')).toMatchObject({ sample: { cut: true } });
    expect(entryAt(entries, 'event.orders')).toMatchObject({ type: 'list', size: 1 });
    expect(entryAt(entries, 'event.orders[0].lines[0].price')).toMatchObject({ type: 'number' });
    expect(entryAt(entries, 'vars.team')).toMatchObject({ from: 'constant', sample: { value: 'ops' } });
    expect(entryAt(entries, 'now')).toMatchObject({ from: 'language', about: 'time of the step' });
    expect(entries.map(({ name }) => name)).not.toContain('item');
  });

  it('has the first item of each loop around', () => {
    const { entries, data } = lookAt(rule(steps), 'steps[2].steps[0].steps[0].with.title', {
      event,
      eventFrom: 'last-event',
    });
    expect(entryAt(entries, 'item.sku')).toMatchObject({ sample: { value: 'x' }, from: 'last-event' });
    expect(entryAt(entries, 'parent.item.id')).toMatchObject({ sample: { value: 'a' } });
    expect(entryAt(entries, 'index')).toMatchObject({ type: 'number', from: 'language', sample: { value: 0 } });
    expect(pathsOf(entries, 'steps.last')).toEqual([]);
    expect(explainText('${{ item.price * 2 + index }} of ${{ parent.item.id }}', data.values)).toMatchObject({
      value: '6 of a',
    });
  });

  it('makes up what nobody has given, and says so', () => {
    const { data } = lookAt(rule(steps), 'steps[4]');
    expect(data.madeUp).toEqual(['steps.look', 'steps.draft', 'steps.orders', 'steps.ask', 'event']);
    expect(
      explainText('steps.draft.output.text.size() + int(steps.look.output.count)', data.values, { bare: true }),
    ).toMatchObject({ value: 5 });
  });

  it('makes up an item where no list has one', () => {
    const { data } = lookAt(rule(steps), 'steps[2].steps[0].steps[0].with.title', { event: { orders: [] } });
    expect(data.madeUp).toEqual(expect.arrayContaining(['parent.item', 'item']));
    expect(data.values).toMatchObject({ index: 0, parent: { index: 0 } });
  });

  it('makes up the error of a step that did not fail, where only its failure leads', () => {
    const asked = rule([
      { ...log, id: 'a', onError: { steps: [{ ...log, id: 'help', with: { title: 'x' } }] } },
      { ...log, id: 'b' },
    ]);
    const at = 'steps[0].onError.steps[0].with.title';
    const last = { a: { status: 'succeeded', output: { title: 'x' } } };
    for (const steps of [{}, last]) {
      const { data, entries } = lookAt(asked, at, { steps });
      expect(data.madeUp).toContain('steps.a.error');
      expect(entryAt(entries, 'steps.a.error.code')).not.toHaveProperty('sample');
      expect(explainText('${{ steps.a.status }}: ${{ steps.a.error.message }}', data.values)).toMatchObject({
        value: expect.stringContaining('failed: '),
      });
    }
    const error = { code: 'timeout', message: 'Too late.' };
    const { data } = lookAt(asked, at, { steps: { a: { status: 'failed', output: null, error } } });
    expect(data.madeUp).not.toContain('steps.a.error');
    expect(explainText('${{ steps.a.error.message }}', data.values)).toMatchObject({ value: 'Too late.' });
  });

  it('helps while other parts of the rule are wrong', () => {
    const broken = rule([{ kind: 'nonsense', id: 'n' }, model, { ...log, id: 'a', with: { title: '${{ steps.' } }, 5]);
    const { entries } = lookAt(broken, 'steps[2].with.title');
    expect(entryAt(entries, 'steps.draft.output.text')).toBeDefined();
    const { readable } = compileRule({ definition: 'steps: [', registry, connections, at: 'steps[0]' });
    expect(readable).toBeUndefined();
  });

  it('knows the event that a trigger of a platform brings', () => {
    const letter = rule([{ ...log, id: 'a' }], { trigger: { kind: 'platform', uses: 'post.letter-arrives' } });
    const { entries } = lookAt(letter, 'steps[0]', {
      event: { id: '1', sender: { name: 'Ann' } },
      eventFrom: 'built-in',
    });
    expect(entryAt(entries, 'event.sender.name')).toMatchObject({
      type: 'string',
      from: 'schema',
      sample: { value: 'Ann' },
    });
  });

  it('stays small, whatever the data and the rule', () => {
    const deep = (depth: number): unknown => (depth === 0 ? 1 : { a: deep(depth - 1) });
    const wide = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`k${index}`, { a: 'y'.repeat(999) }]));
    const many = Array.from({ length: 400 }, (_, index) => ({ ...model, id: `m${index}` }));
    const outputs = Object.fromEntries(many.map(({ id }) => [id, { status: 'succeeded', output: { text: wide } }]));
    const { entries } = lookAt(rule([...many, { ...log, id: 'z' }]), 'steps[400]', {
      event: { wide, deep: deep(100), list: [wide, wide] },
      steps: outputs,
    });
    expect(flat(entries).length).toBeLessThan(6_000);
    expect(JSON.stringify(entries).length).toBeLessThan(1_500_000);
    expect(entryAt(entries, 'event.wide')).toMatchObject({ more: 300 });
  });

  it('reaches no prototype', () => {
    const hostile: unknown = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"x": 1}}');
    const { entries } = lookAt(rule([{ ...log, id: 'a' }]), 'steps[0]', { event: hostile });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(entries.find(({ name }) => name === 'event')).toBeDefined();
  });
});
