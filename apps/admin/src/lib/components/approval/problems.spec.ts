import { expect, it } from '@jest/globals';
import { problemsByField } from './problems.js';

it('problemsByField finds the field whatever the path looks like', () => {
  const details = [
    { path: 'edited.text', message: 'is too long', hint: 'Shorten it.' },
    { path: '/to/0', message: 'is no address' },
    { path: 'to[1]', message: 'is no address either' },
    { path: '', message: 'does not fit' },
    { nonsense: true },
  ];
  expect(problemsByField(details)).toEqual({
    text: ['Is too long Shorten it.'],
    to: ['Is no address', 'Is no address either'],
    '': ['Does not fit'],
  });
  expect(problemsByField({ by: 'somebody' })).toEqual({});
});
