import { expect, it } from '@jest/globals';
import { columnsOf, endsRun } from './columns.js';
import { readSteps, type StepView } from './steps.js';

const read = (steps: unknown) => readSteps(steps, ['steps']);
const columns = (step: unknown) => read([step]).flatMap((one: StepView) => columnsOf(one));
const stop = { id: 'end', kind: 'stop', outcome: 'succeeded' };

it('puts the approved way of an approval in the middle', () =>
  expect(columns({ id: 'ask', kind: 'approval', for: 'post' })).toMatchObject([
    { key: 'rejected', ends: 'rejected' },
    { key: 'approved', label: 'If approved' },
    { key: 'expired', ends: 'expired' },
  ]));
it('knows which cases of a branch go on', () => {
  const [first, second, otherwise] = columns({
    id: 'check',
    kind: 'branch',
    cases: [
      { if: 'event.ok', steps: [stop] },
      { if: 'event.late', steps: [{ ...stop, if: 'event.sure' }] },
    ],
  });
  expect(first).toMatchObject({ key: '0', label: 'If', condition: 'event.ok', ends: 'stopped' });
  expect(second).toMatchObject({ key: '1', label: 'Else if' });
  expect(second?.ends).toBeUndefined();
  expect(otherwise).toMatchObject({ key: 'else', label: 'Else' });
});
it('follows a branch in which every way stops', () => {
  const cases = [{ if: 'a', steps: [stop] }];
  expect(endsRun(read([{ id: 'x', kind: 'branch', cases, else: [stop] }]))).toBe(true);
  expect(endsRun(read([{ id: 'x', kind: 'branch', cases }]))).toBe(false);
});
it('goes on after a loop, whatever is in it, and after branches as their mode says', () => {
  const parallel = { id: 'x', kind: 'parallel', branches: [{ steps: [stop] }, { steps: [] }] };
  expect(columns({ id: 'x', kind: 'each', steps: [stop] })).toMatchObject([{ key: 'steps', label: 'For each item' }]);
  expect(columns({ id: 'x', kind: 'each', steps: [stop] })[0]?.ends).toBeUndefined();
  expect(endsRun(read([{ id: 'x', kind: 'each', steps: [stop] }]))).toBe(false);
  expect(endsRun(read([parallel]))).toBe(true);
  expect(endsRun(read([{ ...parallel, mode: 'any' }]))).toBe(false);
});
