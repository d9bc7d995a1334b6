import { describe, expect, it } from '@jest/globals';
import { childLists, flattenSteps, STEP_LIST_FIELDS } from './lists.js';

const stop = (id: string) => ({ kind: 'stop', id });
const branch = {
  kind: 'branch',
  id: 'decide',
  cases: [
    { if: 'a', steps: [stop('one')] },
    { if: 'b', steps: [{ kind: 'approval', id: 'ask', onRejected: [stop('no')], onExpired: [stop('late')] }] },
  ],
  else: [stop('other')],
};

describe('childLists', () => {
  it('gives each list with its place and its words', () => {
    expect(childLists<object>(branch).map(({ path, label }) => [path, label])).toEqual([
      [['cases', 0, 'steps'], 'If'],
      [['cases', 1, 'steps'], 'Else if'],
      [['else'], 'Else'],
    ]);
  });

  it('calls a branch beside others by its name, else by its number', () => {
    const beside = { kind: 'parallel', branches: [{ name: ' Mail ', steps: [] }, { name: '', steps: [] }, {}] };
    expect(childLists(beside).map(({ label, name, beside }) => [label, name, beside])).toEqual([
      ['Mail', ' Mail ', true],
      ['Branch 2', '', true],
      ['Branch 3', '', true],
    ]);
  });

  it('says under which condition a case runs, and how the run ends after a list', () => {
    expect(childLists(branch).map(({ condition }) => condition?.text)).toEqual(['a', 'b', undefined]);
    expect(childLists({ kind: 'approval' }).map(({ ends }) => ends)).toEqual(['rejected', 'expired']);
    expect(childLists({ kind: 'each' })).toMatchObject([{ repeats: true, ends: undefined }]);
  });

  it('says for which values a case runs, also before any is written', () => {
    const cases = [{ is: ['high', 3], steps: [] }, { if: 'c', steps: [] }, { if: '', steps: [] }, { steps: [] }];
    expect(childLists({ kind: 'branch', on: 'a', cases }).map(({ label, condition }) => [label, condition])).toEqual([
      ['Is', { field: 'is', text: 'high, 3', isValues: true }],
      ['Else if', { field: 'if', text: 'c' }],
      ['Is', { field: 'is', text: '', isValues: true }],
      ['Is', { field: 'is', text: '', isValues: true }],
      ['Else', undefined],
    ]);
  });

  it('gives what stands beside a step of any kind, where it is written, in a definition and in a plan', () => {
    const handled = { kind: 'branch', cases: [], onError: { steps: [stop('x')], then: 'fail' }, compensate: {} };
    expect(childLists<object>(handled).map(({ path, aside, steps }) => [path, aside, steps.length])).toEqual([
      [['else'], undefined, 0],
      [['onError', 'steps'], 'onError', 1],
      [['compensate', 'steps'], 'compensate', 0],
    ]);
    expect(childLists({ kind: 'stop', onError: 'continue', compensate: [] })).toEqual([]);
  });

  it('takes what is not finished: no list, no case, no kind', () => {
    expect(childLists({ kind: 'approval' }).map(({ steps }) => steps)).toEqual([[], []]);
    expect(
      childLists({ kind: 'branch', cases: [null, 'x', { steps: 1 }], else: {} }).map(({ steps }) => steps),
    ).toEqual([[], [], [], []]);
    expect(childLists({ kind: 'constructor' })).toEqual([]);
    expect(childLists({})).toEqual([]);
  });
});

it('flattenSteps goes from outer to inner, in order', () => {
  const ids = flattenSteps<object>([branch, stop('last')]).map((step) => Reflect.get(step, 'id'));
  expect(ids).toEqual(['decide', 'one', 'ask', 'no', 'late', 'other', 'last']);
});

it('flattenSteps leaves out what is no step yet', () => {
  const unfinished: unknown = { kind: 'approval', id: 'ask', onRejected: [null, 'x', stop('no')] };
  expect(flattenSteps<object>([Object(unfinished)])).toEqual([unfinished, stop('no')]);
});

it('STEP_LIST_FIELDS names every field that holds steps', () => {
  expect([...STEP_LIST_FIELDS].sort()).toEqual(['else', 'onExpired', 'onRejected', 'steps']);
});
