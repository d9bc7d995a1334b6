import { describe, expect, it } from '@jest/globals';
import { columnsOf } from '../../components/flow/columns.js';
import { readSteps } from '../../components/flow/steps.js';
import { byPath, traceOf, asRun } from './run-trace.js';

const run = [
  { id: 'check', path: 'steps[0]', kind: 'branch', name: 'Check', status: 'succeeded', output: { taken: 1 } },
  { id: 'wait', path: 'steps[1]', kind: 'wait', name: 'Wait', status: 'skipped', output: null },
  {
    id: 'approvePost',
    path: 'steps[2].approval',
    kind: 'approval',
    name: 'Approve: Post',
    status: 'waiting',
    output: null,
    approval: { status: 'pending' },
  },
  { id: 'post', path: 'steps[2]', kind: 'action', name: 'Post', status: 'pending', output: null },
];

/** What the timeline says of a step; the rest does not matter here. */
const recorded = (path: string, status: string, output: unknown = null) => {
  return { id: path, path, kind: 'action', name: path, status, output };
};

describe('traceOf', () => {
  const trace = traceOf(run);
  it('tells what ran from what was skipped or is still to come', () => {
    const seen = (key: string) => [trace.came(key), trace.ran(key)];
    expect(seen('steps[0]')).toEqual([true, true]);
    expect(seen('steps[1]')).toEqual([true, false]);
    expect(seen('steps[2]')).toEqual([false, false]);
    expect(seen('steps[3]')).toEqual([false, false]);
  });
  it('knows the ways on that were taken', () => {
    const act = { id: 'act', kind: 'action' };
    const steps = readSteps(
      [
        {
          id: 'check',
          kind: 'branch',
          cases: [
            { if: 'a', steps: [act] },
            { if: 'b', steps: [act] },
          ],
        },
        { id: 'ask', kind: 'approval' },
        { id: 'loop', kind: 'each', steps: [act] },
        { id: 'beside', kind: 'parallel', branches: [{ steps: [act] }, { steps: [act] }, { steps: [act] }] },
      ],
      ['steps'],
    );
    const { took } = traceOf([
      recorded('steps[0]', 'succeeded', { taken: 1 }),
      { ...recorded('steps[1]', 'succeeded'), approval: { status: 'approved' } },
      recorded('steps[2]', 'running'),
      recorded('steps[2].steps[0]', 'running'),
      recorded('steps[3].branches[0].steps[0]', 'failed'),
      recorded('steps[3].branches[1].steps[0]', 'running'),
    ]);
    const taken = steps.map((step) => columnsOf(step).flatMap((way) => (took(step, way) ? [way.key] : [])));
    expect(taken).toEqual([['1'], ['approved'], ['steps'], ['0', '1']]);
  });
});

it('tells of the item of a loop that one came to see', () => {
  const items = ['succeeded', 'failed', 'running', 'succeeded'].map((status) => recorded('steps[0].steps[0]', status));
  expect(byPath(items).get('steps[0].steps[0]')?.status).toBe('failed');
});

it('knows all ways that the items of a loop took, and tells of the one that was declined', () => {
  const ask = 'steps[0].steps[0]';
  const asked = ['approved', 'rejected', 'approved'].map((status) => ({
    ...recorded(ask, 'succeeded'),
    kind: 'approval',
    approval: { status },
  }));
  const [loop] = readSteps([{ id: 'loop', kind: 'each', steps: [{ id: 'ask', kind: 'approval' }] }], ['steps']);
  const [step] = loop?.lists[0]?.steps ?? [];
  const { took } = traceOf(asked);
  expect(step && columnsOf(step).flatMap((way) => (took(step, way) ? [way.key] : []))).toEqual([
    'rejected',
    'approved',
  ]);
  expect(byPath(asked).get(ask)?.approval).toEqual({ status: 'rejected' });
});

it('calls a step as the timeline does, in branches too', () => {
  const steps = readSteps(
    [{ id: 'decide', kind: 'branch', cases: [{ if: 'true', steps: [{ id: 'act', kind: 'action', uses: 'x.y' }] }] }],
    ['steps'],
  );
  const inside = { id: 'act', path: 'steps[0].cases[0].steps[0]', kind: 'action', status: 'succeeded', output: null };
  const [branch] = asRun(steps, byPath([{ ...inside, name: 'Create a post' }]));
  expect(branch?.title).toBe('Decide');
  expect(branch?.lists[0]?.steps[0]?.title).toBe('Create a post');
});

it('shows the approvals that policy added', () => {
  const steps = readSteps(
    [
      { id: 'check', kind: 'wait' },
      { id: 'wait', kind: 'wait' },
      { id: 'post', kind: 'action' },
    ],
    ['steps'],
  );
  expect(asRun(steps, byPath(run)).map(({ key, kind }) => [key, kind])).toEqual([
    ['steps[0]', 'wait'],
    ['steps[1]', 'wait'],
    ['steps[2].approval', 'approval'],
    ['steps[2]', 'action'],
  ]);
});
