import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText, parseJson } from './index.js';

describe('parseJson and jsonText', () => {
  it.each([
    '8202522731445525542',
    '{"id":8202522731445525542,"list":[-9007199254740993,9007199254740991,1.5,12345678901234567890123]}',
    '{"text":"8202522731445525542","fraction":0.1234567890123456}',
  ])('keep every digit of %s', (text) => {
    expect(jsonText(parseJson(text) as never)).toBe(text);
  });

  it('read what fits into a double as a number', () => {
    expect(parseJson('[9007199254740991, 9007199254740993, 12345678901234567.5]')).toEqual([
      9007199254740991,
      9007199254740993n,
      12345678901234568,
    ]);
  });

  it('are JSON.parse and JSON.stringify for everything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!/\d{16}/.test(JSON.stringify(value)));
        expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(jsonText(value as never)).toBe(JSON.stringify(value));
      }),
    );
  });
});
