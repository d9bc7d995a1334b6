import { describe, expect, it } from '@jest/globals';
import { readSteps, flatten } from '../../components/flow/steps.js';
import { FEW_ITEMS, fewOf, progressOf } from './few-items.js';
import { placeOf, wayTo } from './timeline-rows.js';
import { timelineOf } from './timeline.js';

const definition = flatten(
  readSteps(
    [
      {
        id: 'orders',
        kind: 'each',
        items: 'event.orders',
        steps: [
          { id: 'look', kind: 'action' },
          { id: 'lines', kind: 'each', items: 'item.lines', steps: [{ id: 'count', kind: 'action' }] },
        ],
      },
      {
        id: 'tell',
        kind: 'parallel',
        branches: [
          { name: 'Mail', steps: [{ id: 'mail', kind: 'action' }] },
          { steps: [{ id: 'inner', kind: 'parallel', branches: [{ steps: [{ id: 'post', kind: 'action' }] }] }] },
        ],
      },
    ],
    ['steps'],
  ),
);

let clock = 0;
function step(path: string, given: Partial<Parameters<typeof timelineOf>[0][number]> = {}) {
  const { status = 'succeeded' } = given;
  const at = (offset: number) => new Date(1000 * (clock + offset)).toISOString();
  clock++;
  const finishedAt = ['running', 'waiting'].includes(status) ? null : at(1);
  const kind = definition.find(({ key }) => key === path)?.kind ?? 'action';
  const id = definition.find(({ key }) => key === path)?.id ?? path;
  return { id, path, kind, iteration: '', status, startedAt: at(0), finishedAt, input: null, output: null, ...given };
}

const ORDERS = 'steps[0]';
const LOOK = 'steps[0].steps[0]';
const LINES = 'steps[0].steps[1]';
const COUNT = 'steps[0].steps[1].steps[0]';

describe('a loop', () => {
  const [orders] = timelineOf(
    [
      step(ORDERS, { status: 'running', input: { items: 12 } }),
      step(LOOK, { iteration: 'orders#10' }),
      step(LINES, { iteration: 'orders#10', input: { items: 1 } }),
      step(COUNT, { iteration: 'orders#10/lines#0' }),
      step(LOOK, { iteration: 'orders#2', status: 'failed' }),
      step(LOOK, { iteration: 'orders#3' }),
      step(LOOK, { iteration: 'orders#4', status: 'waiting' }),
    ],
    definition,
  );

  it('has its items in their order, with what has become of each', () => {
    expect(orders?.items?.begun.map(({ index, status }) => [index, status])).toEqual([
      [2, 'failed'],
      [3, 'running'],
      [4, 'waiting'],
      [10, 'succeeded'],
    ]);
    expect(orders?.items).toMatchObject({ total: 12, done: 2 });
    expect(orders?.items && progressOf(orders.items)).toBe('2 of 12, 1 failed');
  });

  it('says how far an item is', () => {
    const [, third] = orders?.items?.begun ?? [];
    expect(third).toMatchObject({ ended: 1, steps: 2, finishedAt: null });
  });

  it('holds the loops inside of it', () => {
    const lines = orders?.items?.begun.at(-1)?.rows[1];
    expect(lines?.key).toBe('orders#10/steps[0].steps[1]');
    expect(lines?.items?.begun).toMatchObject([{ index: 0, rows: [{ key: `orders#10/lines#0/${COUNT}` }] }]);
  });

  it('believes the loop about its items once it has ended', () => {
    const output = { results: [{ status: 'succeeded' }, { status: 'rejected' }] };
    const [ended] = timelineOf(
      [
        step(ORDERS, { input: { items: 2 }, output }),
        step(LOOK, { iteration: 'orders#0', status: 'failed' }),
        step(LOOK, { iteration: 'orders#1' }),
      ],
      definition,
    );
    expect(ended?.items?.begun.map(({ status }) => status)).toEqual(['succeeded', 'rejected']);
    expect(ended?.items && progressOf(ended.items)).toBe('2 items, 1 rejected');
  });

  it('knows an item that a person declined while the others go on', () => {
    const [waiting] = timelineOf(
      [
        step(ORDERS, { status: 'running' }),
        step('steps[0].steps[0].approval', { iteration: 'orders#0', approval: { status: 'rejected' } }),
      ],
      definition,
    );
    expect(waiting?.items?.begun).toMatchObject([{ status: 'rejected' }]);
  });

  it('has no items where its list could not be read, as one that was skipped', () => {
    const rows = timelineOf(
      [
        step(ORDERS, { input: { items: 1 } }),
        step(LINES, { iteration: 'orders#0', status: 'failed' }),
        step(ORDERS, { status: 'skipped', path: 'steps[5]', id: 'others' }),
      ],
      definition,
    );
    expect(rows.map(({ items }) => items?.total)).toEqual([1, undefined]);
    expect(rows[0]?.items?.begun[0]?.rows).toMatchObject([{ step: { path: LINES, status: 'failed' } }]);
    expect(rows[0]?.items?.begun[0]?.rows[0]).not.toHaveProperty('items');
    expect(timelineOf([step(ORDERS, { input: { items: 0 } })], definition)[0]?.items).toMatchObject({ total: 0 });
  });
});

it('groups what runs side by side under the names of the branches', () => {
  const rows = timelineOf(
    [
      step('steps[1]', { status: 'running' }),
      step('steps[1].branches[0].steps[0]', { status: 'failed' }),
      step('steps[1].branches[1].steps[0]', { status: 'running' }),
      step('steps[1].branches[1].steps[0].branches[0].steps[0]', { status: 'running' }),
    ],
    definition,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.branches).toMatchObject([
    { name: 'Mail', status: 'failed', rows: [{ step: { id: 'mail' } }] },
    {
      name: 'Branch 2',
      status: 'running',
      rows: [{ step: { id: 'inner' }, branches: [{ rows: [{ step: { id: 'post' } }] }] }],
    },
  ]);
});

it('places what it can where the definition is not known', () => {
  const rows = timelineOf(
    [step('steps[1]'), step('steps[1].branches[1].steps[0]'), step(ORDERS), step(LOOK, { iteration: 'orders#0' })],
    [],
  );
  expect(rows.map(({ branches, items }) => [branches?.length, items?.begun.length])).toEqual([
    [1, undefined],
    [undefined, 1],
  ]);
});

it('names a place by the items around it', () =>
  expect(placeOf({ path: COUNT, iteration: 'orders#10/lines#0' })).toBe(`orders#10/lines#0/${COUNT}`));

describe('of many items', () => {
  const [orders] = timelineOf(
    [
      step(ORDERS, { status: 'running', input: { items: 100 } }),
      ...Array.from({ length: 100 }, (_, index) => {
        const status = index === 70 ? 'failed' : index === 80 ? 'waiting' : 'succeeded';
        return step(LOOK, { iteration: `orders#${index}`, status });
      }),
    ],
    definition.filter(({ key }) => key === ORDERS).map((view) => ({ ...view, lists: [] })),
  );
  const begun = orders?.items?.begun ?? [];

  it('those come first that one came to see', () => {
    const few = fewOf(begun, () => false).map(({ index }) => index);
    expect(few).toHaveLength(FEW_ITEMS);
    expect(few.slice(0, 2)).toEqual([70, 80]);
  });

  it('those stay that were opened', () => {
    const few = fewOf(begun, ({ index }) => index === 99).map(({ index }) => index);
    expect(few).toHaveLength(FEW_ITEMS + 1);
    expect(few).toContain(99);
  });

  it('each is found with what it lies in', () => {
    const place = placeOf({ path: LOOK, iteration: 'orders#99' });
    expect(orders && wayTo([orders], place)).toEqual([ORDERS, 'orders#99', place]);
    expect(orders && wayTo([orders], 'orders#100/steps[0].steps[0]')).toBeUndefined();
  });
});

describe('what stands beside a step', () => {
  const records = [
    step('steps[0]', { kind: 'action' }),
    step('steps[1]', { kind: 'parallel' }),
    step('steps[1].branches[0].steps[0]', { status: 'failed' }),
    step('steps[1].branches[0].steps[0].onError.steps[0]', { status: 'failed' }),
    step('steps[1].branches[0].steps[0].onError.steps[0].onError.steps[0]'),
    step('steps[0].compensate.steps[0]'),
  ];
  const rows = timelineOf(records, []);

  it('lies under it, whatever it lies in itself and whenever it ran', () => {
    expect(rows.map(({ key }) => key)).toEqual(['steps[0]', 'steps[1]']);
    expect(rows[0]?.asides).toMatchObject([{ label: 'To undo it', rows: [{ key: 'steps[0].compensate.steps[0]' }] }]);
    const failed = rows[1]?.branches?.[0]?.rows[0];
    expect(failed?.asides?.[0]?.rows[0]?.asides?.[0]?.rows).toHaveLength(1);
  });

  it('is found by its place', () => {
    const place = 'steps[1].branches[0].steps[0].onError.steps[0]';
    expect(wayTo(rows, place)?.at(-1)).toBe(place);
  });
});
