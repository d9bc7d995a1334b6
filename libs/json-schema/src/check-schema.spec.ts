import { describe, expect, it } from '@jest/globals';
import { checkSchema } from './check-schema.js';

const withField = (field: unknown) => ({ type: 'object', properties: { a: field } });
const found = (field: unknown) =>
  checkSchema(withField(field)).map(({ segments, message }) => [segments.slice(2).join('.'), message]);

describe('checkSchema', () => {
  it.each([
    [{ type: ['string', 'null'], maxLength: 5 }],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }],
    [{ type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 1, maxItems: 1_000 }],
    [{ type: 'string', pattern: '^\\p{Letter}+\\d{2,4}$', format: 'date', default: 'x', examples: ['y'] }],
    [{ enum: ['low', 'high'] }],
    [{ type: 'object', properties: { constructor: { type: 'string' } }, additionalProperties: false }],
  ])('takes %j', (field) => {
    expect(found(field)).toEqual([]);
  });

  it('takes no sizes that multiply beyond what a model writes', () => {
    const text = { type: 'string', minLength: 1_000 };
    const list = (items: unknown) => ({ type: 'array', minItems: 50, items });
    expect(found(list(text))).toEqual([]);
    expect(found(list(list(text)))).toEqual([['', expect.stringMatching(/^Even the smallest answer has about 2,5/)]]);
    const deep = list(list(list(list(list(list(list(text)))))));
    expect(found(deep)).toEqual([['', expect.stringContaining('100,000 is the most')]]);
  });

  it.each<[unknown, string, string]>([
    [{ type: 'text' }, 'type', 'There is no type "text".'],
    [{ type: [] }, 'type', 'It lists no type.'],
    [{ type: ['string', 'string'] }, 'type', 'It names a type twice.'],
    [{ type: 'array', minItems: 15_000_000 }, 'minItems', 'It is 15000000, more than 1000.'],
    [{ type: 'string', minLength: 1e9 }, 'minLength', 'It is 1000000000, more than 100000.'],
    [{ type: 'string', maxLength: '10' }, 'maxLength', 'It has to be a whole number from 0 on.'],
    [{ type: 'number', multipleOf: 0 }, 'multipleOf', 'It has to be a number above 0.'],
    [{ type: 'string', format: 'colour' }, 'format', 'There is no format "colour".'],
    [{ type: 'string', pattern: '(' }, 'pattern', 'The regular expression cannot be read: Unterminated group.'],
    [{ type: 'array', minItems: 3, maxItems: 2 }, 'minItems', 'It is larger than `maxItems`, so nothing fits.'],
    [{ enum: [] }, 'enum', 'It has to be a list of values.'],
    [{ $ref: '#' }, '$ref', 'The keyword “$ref” is not supported.'],
  ])('refuses %j', (field, place, message) => {
    expect(found(field)).toContainEqual([place, message]);
  });

  it.each(['(?=a)', '(a)\\1', '(?<!a)b', '((a{100}){100}){100}', 'a'.repeat(300)])(
    'refuses a pattern that RE2 cannot run: %s',
    (pattern) => {
      expect(found({ type: 'string', pattern }).map(([place]) => place)).toEqual(['pattern']);
    },
  );

  it('ends with a schema nested without end', () => {
    let deep: object = { type: 'string' };
    for (let level = 0; level < 5_000; level += 1) deep = { type: 'array', items: deep };
    expect(checkSchema(withField(deep))).toMatchObject([{ message: 'The schema is nested too deeply.' }]);
  });
});
