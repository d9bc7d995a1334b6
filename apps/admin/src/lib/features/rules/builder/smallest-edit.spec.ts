import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { smallestEdit } from './smallest-edit.js';

it('smallestEdit turns one text into the other', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const { from, to, insert } = smallestEdit(before, after);
      expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
    }),
  );
  expect(smallestEdit('abcXdef', 'abcYYdef')).toEqual({ from: 3, to: 4, insert: 'YY' });
});
