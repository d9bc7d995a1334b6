import { describe, expect, it } from '@jest/globals';
import { linesOf, listOf, readEntry, writeList } from './entries.js';

describe('entries of a field', () => {
  it('are numbers where the schema has numbers, and what was typed where it is none', () => {
    expect(
      ['201', '1e400', 'abc', '${{ event.status }}'].map((text) => readEntry(text, { entries: 'number' })),
    ).toEqual([201, '1e400', 'abc', '${{ event.status }}']);
    expect(readEntry('201', { entries: 'text' })).toBe('201');
  });

  it('are read from a list and from one value alone', () => {
    expect([listOf([1, 'a']), listOf('a@x.io'), listOf(undefined), listOf('')]).toEqual([[1, 'a'], ['a@x.io'], [], []]);
  });

  it('stay a text alone only where the schema allows one and no list was there', () => {
    expect(writeList(['b@x.io'], { single: true }, 'a@x.io')).toBe('b@x.io');
    expect(writeList(['b@x.io'], { single: true }, ['a@x.io'])).toEqual(['b@x.io']);
    expect(writeList([201], { entries: 'number' }, undefined)).toEqual([201]);
    expect(writeList([], {}, ['a'])).toBeUndefined();
  });

  it('are shown one a line', () => {
    expect(linesOf(['a', 1])).toBe('a\n1');
    expect(linesOf({ 'X-Order': 42, on: true })).toBe('X-Order: 42\non: true');
    expect([linesOf('a\nb'), linesOf(3), linesOf(undefined)]).toEqual(['a\nb', '3', '']);
  });
});
