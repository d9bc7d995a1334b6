import { expect, it } from '@jest/globals';
import { problemsByField } from './problems.js';

it('problemsByField finds the field and its entry whatever the path looks like', () => {
  const details = [
    { path: 'edited.text', message: 'is too long', hint: 'Shorten it.' },
    { path: '/to/0', message: 'It is no address.' },
    { path: 'to[1]', message: 'It is no address either.' },
    { path: 'credentials.headers.X-Order', message: 'this header cannot be set' },
    { path: '', message: 'does not fit' },
    { nonsense: true },
  ];
  expect(problemsByField(details, { headers: { 'X-Order': '1' } })).toEqual({
    words: {
      text: ['Is too long Shorten it.'],
      to: ['Entry 1: it is no address.', 'Entry 2: it is no address either.'],
      headers: ['“X-Order”: this header cannot be set'],
      '': ['Does not fit'],
    },
    entries: { to: ['0', '1'], headers: ['X-Order'] },
  });
  expect(problemsByField({ by: 'somebody' })).toEqual({ words: {}, entries: {} });
});
