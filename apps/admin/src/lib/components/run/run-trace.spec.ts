import { describe, expect, it } from '@jest/globals';
import { readSteps } from '../flow/steps.js';
import { byPath, traceOf, asRun } from './run-trace.js';

const record = byPath([
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
]);

describe('traceOf', () => {
  const trace = traceOf(record);
  it('tells what ran from what was skipped or is still to come', () => {
    const seen = (key: string) => [trace.came(key), trace.ran(key)];
    expect(seen('steps[0]')).toEqual([true, true]);
    expect(seen('steps[1]')).toEqual([true, false]);
    expect(seen('steps[2]')).toEqual([false, false]);
    expect(seen('steps[3]')).toEqual([false, false]);
  });
  it('knows the way on that was taken', () => {
    expect(trace.took('steps[0]')).toBe('1');
    expect(trace.took('steps[2].approval')).toBe('pending');
    expect(trace.took('steps[2]')).toBeUndefined();
  });
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
  expect(asRun(steps, record).map(({ key, kind }) => [key, kind])).toEqual([
    ['steps[0]', 'wait'],
    ['steps[1]', 'wait'],
    ['steps[2].approval', 'approval'],
    ['steps[2]', 'action'],
  ]);
});
