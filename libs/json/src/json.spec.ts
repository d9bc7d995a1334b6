import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Json, jsonText, parseJson } from './index.js';
import { readNumber, whyNoJson } from './json.js';

describe('parseJson and jsonText', () => {
  it.each([
    '8202522731445525542',
    '{"id":8202522731445525542,"list":[-9007199254740993,9007199254740991,1.5,12345678901234567890123]}',
    '{"text":"8202522731445525542","fraction":0.1234567890123456}',
  ])('keep every digit of %s', (text) => {
    expect(jsonText(parseJson(text))).toBe(text);
  });

  it('read what fits into a double as a number', () => {
    expect(parseJson('[9007199254740991, 9007199254740993, 12345678901234567.5]')).toEqual([
      9007199254740991,
      9007199254740993n,
      12345678901234568,
    ]);
  });

  it('refuse what cannot be kept', () => {
    expect(() => parseJson('[1e400]')).toThrow('1e400');
    expect(() => parseJson(`[${'1'.repeat(1001)}]`)).toThrow(SyntaxError);
    expect(parseJson('[1e300, 0.12345678901234567]')).toEqual([1e300, 0.12345678901234566]);
  });

  it('make JSON.stringify write them too, whoever calls it', () => {
    expect(JSON.stringify({ id: 8202522731445525542n })).toBe('{"id":8202522731445525542}');
  });

  it('are JSON.parse and JSON.stringify for everything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!/\d{16}|e\+?\d{3}/i.test(JSON.stringify(value)));
        expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(jsonText(value)).toBe(JSON.stringify(value));
      }),
    );
  });
});

describe('Json', () => {
  it('admits whole numbers of any size, at any depth', () => {
    expect(Json.parse({ a: [8202522731445525542n] })).toEqual({ a: [8202522731445525542n] });
    expect(Json.safeParse({ a: Number.NaN }).success).toBe(false);
    expect(Json.safeParse(new Date()).success).toBe(false);
  });
});

describe('readNumber', () => {
  it.each([
    ['8202522731445525542', 8202522731445525542n],
    [' 5 ', 5],
    ['1.5', 1.5],
    ['', undefined],
    ['five', undefined],
    ['1e400', undefined],
    ['-Infinity', undefined],
    ['9'.repeat(400), BigInt('9'.repeat(400))],
  ])('%j', (typed, expected) => {
    expect(readNumber(typed)).toBe(expected);
  });
});

describe('why a text is no JSON', () => {
  const why = (text: string) => {
    try {
      parseJson(text);
    } catch (cause) {
      return whyNoJson(text, cause);
    }
    return 'It is JSON.';
  };
  it.each([
    ['{a', /^It is not JSON, line 1, column 2\. Names and texts stand in double quotes/],
    ['{\n "a" 1}', /^It is not JSON, line 2, column \d+\./],
    ['{"a": 1', /^It is not JSON/],
    ['[1e400]', /^The number 1e400 is larger than can be kept\.$/],
  ])('%j', (text, words) => {
    expect(why(text)).toMatch(words);
    expect(why(text)).not.toMatch(/expected|token|position/i);
  });

  it('reads the place as other browsers tell it', () => {
    const said = (message: string) => whyNoJson('{\n  a', new SyntaxError(message));
    expect(said('JSON.parse: expected property name at line 2 column 3 of the JSON data')).toMatch(
      /line 2, column 3\./,
    );
    expect(said('Unexpected token a in JSON at position 4')).toMatch(/line 2, column 3\./);
    expect(said("JSON Parse error: Expected '}'")).toMatch(/^It is not JSON\. /);
  });
});
