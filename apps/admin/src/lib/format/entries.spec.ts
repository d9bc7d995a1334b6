import { describe, expect, it } from '@jest/globals';
import { atEntry, entryIn, linesOf, listOf, readEntry, writeList } from './entries.js';

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

  it('are found by the path of a problem', () => {
    expect([
      entryIn('to[1]', 'to'),
      entryIn('headers.X-Order', 'headers'),
      entryIn('headers["X Order"]', 'headers'),
      entryIn('to/0', 'to'),
      entryIn('to', 'to'),
    ]).toEqual(['1', 'X-Order', 'X Order', '0', undefined]);
  });

  it('are named before what is wrong with them', () => {
    expect(atEntry('It is missing.', { entry: '1', value: ['a'] })).toBe('Entry 2: it is missing.');
    expect(atEntry('It is missing.', { entry: '1', value: { 1: '' } })).toBe('“1”: it is missing.');
    expect(atEntry('not a header name', { entry: 'X Y', value: {} })).toBe('“X Y”: not a header name');
    expect(atEntry('It is missing.', { entry: undefined, value: {} })).toBe('It is missing.');
  });

  it('are shown one a line', () => {
    expect(linesOf(['a', 1])).toBe('a\n1');
    expect(linesOf({ 'X-Order': 42, on: true })).toBe('X-Order: 42\non: true');
    expect([linesOf('a\nb'), linesOf(3), linesOf(undefined)]).toEqual(['a\nb', '3', '']);
  });
});
