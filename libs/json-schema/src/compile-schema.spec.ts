import { describe, expect, it } from '@jest/globals';
import { compileSchema } from './compile-schema.js';
import { FORMATS } from './limits.js';

const fits = (pattern: string, text: string) => compileSchema({ pattern })(text).length === 0;

describe('a pattern', () => {
  it.each([
    ['^\\u{1F600}.$', '😀😀', true],
    ['^\\uD83D\\uDE00$', '😀', true],
    ['^.$', '\u2028', false],
    ['^\\s+$', '\u00a0\ufeff\v', true],
    ['^[^\\s]$', '\u3000', false],
    ['^[\\S]$', '\u3000', false],
    ['^\\p{Script=Greek}+$', 'αβγ', true],
    ['^\\P{Letter}+$', '123', true],
    ['^[[]$', '[', true],
    ['^[^]$', '\n', true],
    ['[]', 'anything', false],
    ['(?<year>\\d{4})', 'in 2026', true],
    ['^[\\b]$', '\b', true],
    ['^\\cJ$', '\n', true],
    ['a$', 'a\n', false],
  ])('%s means what it means in ECMAScript: %j', (pattern, text, expected) => {
    expect(new RegExp(pattern, 'u').test(text)).toBe(expected);
    expect(fits(pattern, text)).toBe(expected);
  });

  it('is given up where pattern and text together would take long, and only there', () => {
    const validate = compileSchema({
      properties: { a: { pattern: `^(${'(a?){20}'.repeat(4)}b)+$` }, c: { pattern: 'c' } },
    });
    expect(validate({ a: 'a'.repeat(1_000_000) })).toEqual([
      { path: '', message: 'is too long for the regular expressions of its schema' },
    ]);
    expect(validate({ a: 'b', c: 'c' })).toEqual([]);
  });
});

describe('several patterns', () => {
  it('are told apart', () => {
    const validate = compileSchema({ properties: { a: { pattern: 'a' }, b: { pattern: 'b' } } });
    expect(validate({ a: 'a', b: 'b' })).toEqual([]);
    expect(validate({ a: 'b', b: 'b' })).toEqual([{ path: 'a', message: 'must match pattern "a"' }]);
  });
});

describe('formats', () => {
  // A format whose check went back and forth in the text would not end here within the test's time.
  it.each(FORMATS)('%s takes time that grows with the text only', (format) => {
    const validate = compileSchema({ format });
    for (const part of [
      'a',
      'a.',
      'a-',
      ':',
      '1',
      '1:',
      '%',
      '@',
      'a@',
      '/',
      '//a',
      'P1Y',
      '[',
      'http://a.',
      '-',
      '.',
    ]) {
      expect(validate(part.repeat(30_000))).toBeDefined();
      expect(validate(`http://${part.repeat(30_000)}`)).toBeDefined();
      expect(validate(`a@${part.repeat(30_000)}!`)).toBeDefined();
    }
  });
});

describe('whole numbers beyond 2^53', () => {
  it('are integers, compared by size, and unique by every digit', () => {
    const validate = compileSchema({
      type: 'array',
      uniqueItems: true,
      items: { type: 'integer', maximum: 9223372036854775807n },
    });
    expect(validate([8202522731445525542n, 8202522731445525543n])).toEqual([]);
    expect(validate([8202522731445525542n, 8202522731445525542n])).toHaveLength(1);
    expect(validate([10n ** 30n])).toHaveLength(1);
    expect(compileSchema({ type: 'string' })(8202522731445525542n)).toHaveLength(1);
  });
});
