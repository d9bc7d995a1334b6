import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from './canonical-json.js';

describe('canonicalJson', () => {
  it('gives equal values equal text, whatever the order of keys', () => {
    expect(canonicalJson({ a: 1, b: [{ c: 2, d: undefined }] })).toBe(canonicalJson({ b: [{ c: 2 }], a: 1 }));
    expect(canonicalJson({ b: 'ü"', a: null })).toBe('{"a":null,"b":"ü\\""}');
  });

  it('writes a whole number in digits, as PostgreSQL gives it back', () => {
    expect(canonicalJson([1e21, -1.5e22, 8202522731445525542n, 1e300])).toBe(
      `[1000000000000000000000,-15000000000000000000000,8202522731445525542,1${'0'.repeat(300)}]`,
    );
    expect(canonicalJson([0.1, 1e-7, 1.5])).toBe('[0.1,1e-7,1.5]');
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });
});
