import { describe, expect, it } from '@jest/globals';
import { findUnstorableText } from './index.js';

describe('findUnstorableText', () => {
  it.each([
    [{ a: ['x', 'y\0'] }, ['a', 1]],
    [{ a: { b: '\ud800' } }, ['a', 'b']],
    [{ a: { 'k\udc00': 1 } }, ['a']],
    ['\0', []],
  ])('finds the place in %j', (value, path) => {
    expect(findUnstorableText(value)?.path).toEqual(path);
  });

  it.each([[{ a: ['😀', '\ufffd', 'ü', 1, null, true] }], [Buffer.from([0])], [undefined]])(
    'has nothing against %j',
    (value) => {
      expect(findUnstorableText(value)).toBeUndefined();
    },
  );
});
