import { expect, it } from '@jest/globals';
import { endingsOf, idsOf } from './endings.js';

const definition = {
  steps: [
    {
      id: 'b',
      kind: 'branch',
      cases: [{ if: 'x', steps: [{ id: 'inner', kind: 'approval' }] }],
      else: [{ id: 'other', kind: 'approval' }],
    },
    {
      id: 'a',
      kind: 'approval',
      onRejected: [{ id: 'log', kind: 'action', with: { kind: 'approval', id: 'data, not a step' } }],
    },
  ],
};

it('endingsOf answers every approval alike, and needs none where nobody is asked', () => {
  expect(idsOf(definition, 'approval')).toEqual(['inner', 'other', 'a']);
  expect(
    endingsOf(definition, { approveAfter: '2h', rejectAfter: '30m' }).map((ending) => [
      ending.key,
      Object.keys(ending.answers).length,
    ]),
  ).toEqual([
    ['approved', 3],
    ['rejected', 3],
    ['expired', 0],
  ]);
  expect(endingsOf({ steps: [] }, { approveAfter: '2h', rejectAfter: '30m' }).map((ending) => ending.key)).toEqual([
    'only',
  ]);
});

it('endingsOf lets the events come that steps wait for, and once none', () => {
  const waiting = { steps: [{ id: 'paid', kind: 'wait-for-event' }] };
  const times = { approveAfter: '2h', rejectAfter: '30m' };
  expect(endingsOf(waiting, times).map(({ key, events }) => [key, events])).toEqual([
    ['only', { paid: { after: '1m' } }],
    ['no-event', {}],
  ]);
  const both = endingsOf({ steps: [...definition.steps, ...waiting.steps] }, times);
  expect(both.map(({ key }) => key)).toEqual(['approved', 'rejected', 'expired', 'no-event']);
  expect(Object.keys(both.at(-1)?.answers ?? {})).toHaveLength(3);
});
