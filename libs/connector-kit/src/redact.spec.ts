import { describe, expect, it } from '@jest/globals';
import { redact, unredact } from './redact.js';

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

describe('unredact', () => {
  const paths = ['headers.*', 'list.*.s', 'gone.x'];
  const original = { headers: { a: 'secret', b: 'other' }, list: [{ s: 'x' }, { s: 'y' }], body: 'b' };

  it('gives back what was not touched', () => {
    expect(unredact(redact(original, paths), original, paths)).toEqual(original);
  });

  it('keeps what a person changed, added or removed', () => {
    const edited = { headers: { a: '•••', b: 'new', c: '•••' }, list: [{ s: '•••' }], body: '•••' };
    expect(unredact(edited, original, paths)).toEqual({
      headers: { a: 'secret', b: 'new', c: '•••' },
      list: [{ s: 'x' }],
      body: '•••',
    });
  });
});
