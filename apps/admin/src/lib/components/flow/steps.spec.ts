import { describe, expect, it } from '@jest/globals';
import { flatten, freeId, newStep, readSteps } from './steps.js';

const definition = {
  vars: { team: 'team@acme.io' },
  steps: [
    { id: 'relevant', kind: 'branch', cases: [{ if: 'event.ok', steps: [{ id: 'end', kind: 'stop' }] }] },
    {
      id: 'draft',
      kind: 'model',
      name: 'Draft it',
      output: { type: 'object', properties: { text: { type: 'string' } } },
    },
    { id: 'approve', kind: 'approval', for: 'publish', onRejected: [{ id: 'log', kind: 'action', uses: 'core.log' }] },
    'nonsense',
    { id: 'publish', kind: 'action', uses: 'twitter.create-post' },
  ],
};

describe('readSteps', () => {
  const steps = readSteps(definition.steps, ['steps']);
  it('knows every step and where it is written', () => {
    expect(flatten(steps).map((step) => step.key)).toEqual([
      'steps[0]',
      'steps[0].cases[0].steps[0]',
      'steps[1]',
      'steps[2]',
      'steps[2].onRejected[0]',
      'steps[4]',
    ]);
  });
  it('names lists by what leads there', () => {
    expect(steps[0]?.lists.map((list) => [list.label, list.condition?.text])).toEqual([
      ['If', 'event.ok'],
      ['Else', undefined],
    ]);
    expect(steps[2]?.lists.map((list) => list.label)).toEqual(['If rejected', 'If nobody answers']);
  });
  it('reads half-written text without complaint', () => expect(readSteps({ a: 1 }, ['steps'])).toEqual([]));
});

describe('new steps', () => {
  it('get an id that is free', () => {
    expect(freeId('wait', new Set(['wait', 'wait2']))).toBe('wait3');
    expect(newStep('action', { taken: new Set(), uses: 'twitter.create-post' })).toEqual({
      id: 'create',
      kind: 'action',
      uses: 'twitter.create-post',
    });
  });
});
