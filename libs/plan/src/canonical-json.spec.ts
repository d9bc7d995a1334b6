import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from './canonical-json.js';

describe('canonicalJson', () => {
  it('gives equal values equal text, whatever the order of keys', () => {
    expect(canonicalJson({ a: 1, b: [{ c: 2, d: undefined }] })).toBe(canonicalJson({ b: [{ c: 2 }], a: 1 }));
    expect(canonicalJson({ b: 'ü"', a: null })).toBe('{"a":null,"b":"ü\\""}');
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });
});
