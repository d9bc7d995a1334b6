import { expect, it } from '@jest/globals';
import { stepName } from './step-name.js';

it('stepName gives the name, else the id in words', () => {
  expect(stepName({ id: 'tell', name: 'Tell the team' })).toBe('Tell the team');
  const ids = ['tell', 'askReviewer_2', 'log2', 'readURLOnce', '_', ''];
  expect(ids.map((id) => stepName({ id }))).toEqual(['Tell', 'Ask reviewer 2', 'Log 2', 'Read url once', '_', '']);
});
