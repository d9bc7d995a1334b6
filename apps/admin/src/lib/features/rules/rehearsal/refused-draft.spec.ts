import { expect, it } from '@jest/globals';
import { refusedPlaces } from './refused-draft.js';

const definition = {
  steps: [{ id: 'wait', name: 'Wait a while', kind: 'wait', for: 'soon' }],
};
const details = [
  { path: 'steps[0].for', code: 'invalid-duration', message: 'It is no duration.', hint: 'Write 2h.' },
  { path: '', code: 'too-large', message: 'It is too large.' },
];

it('refusedPlaces names the step of each problem, and what is wrong there', () => {
  const [step, whole] = refusedPlaces({ code: 'invalid-definition', details }, definition);
  expect(step).toMatchObject({ path: 'steps[0].for', words: 'It is no duration. Write 2h.' });
  expect(step?.place).toMatch(/^Wait a while › /);
  expect(whole).toEqual({ path: '', place: 'The rule', words: 'It is too large.' });
});

it('refusedPlaces finds none in another refusal, nor in details it cannot read', () => {
  expect(refusedPlaces({ code: 'rate-limited', details }, definition)).toEqual([]);
  expect(refusedPlaces({ code: 'invalid-definition', details: undefined }, definition)).toEqual([]);
  expect(refusedPlaces({ code: 'invalid-definition', details: [{ path: 1 }] }, null)).toEqual([]);
});
