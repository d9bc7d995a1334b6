import { describe, expect, it } from '@jest/globals';
import { redact } from './redact.js';

describe('redact', () => {
  it('masks paths, wildcards and list items, and leaves the original alone', () => {
    const value = { a: { b: 's', c: 1 }, list: [{ s: 'x' }, { s: 'y', t: 2 }], none: null };
    expect(redact(value, ['a.b', 'list.*.s', 'none', 'missing.path'])).toEqual({
      a: { b: '•••', c: 1 },
      list: [{ s: '•••' }, { s: '•••', t: 2 }],
      none: null,
    });
    expect(value.a.b).toBe('s');
    expect(redact('text', ['a'])).toBe('text');
  });
});
