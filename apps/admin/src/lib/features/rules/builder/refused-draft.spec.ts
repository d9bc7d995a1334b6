import { expect, it } from '@jest/globals';
import { refusedPlaces, whyRefused } from './refused-draft.js';

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

it.each([
  [
    'a place of the definition',
    { code: 'invalid-definition', details },
    'Wait a while › For: It is no duration. Write 2h.',
  ],
  [
    'the text as the request holds it',
    {
      code: 'invalid-input',
      details: [{ path: 'source', code: 'x', message: 'it has to have at most 10 characters' }],
    },
    'It has to have at most 10 characters',
  ],
  ['anything else', { code: 'too-large', details: [] }, 'The body is too large. Send less.'],
])('whyRefused says what is wrong with %s', (_name, refused, words) => {
  const failure = { message: 'The body is too large.', hint: 'Send less.', ...refused };
  expect(whyRefused(failure, definition)).toBe(words);
});
