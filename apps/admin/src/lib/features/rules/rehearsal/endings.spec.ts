import { expect, it } from '@jest/globals';
import { approvalIds, endingsOf } from './endings.js';

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
  expect(approvalIds(definition)).toEqual(['inner', 'other', 'a']);
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
