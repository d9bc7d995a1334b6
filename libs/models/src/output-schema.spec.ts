import { describe, expect, it } from '@jest/globals';
import { compileOutputSchema } from './output-schema.js';

const object = (properties: object) => ({ type: 'object', properties, required: Object.keys(properties) });

describe('compileOutputSchema', () => {
  it('tells what does not fit, and where', () => {
    const parse = compileOutputSchema(
      object({
        text: { type: 'string', maxLength: 3 },
        level: { enum: ['low', 'high'] },
        note: { type: ['string', 'null'] },
      }),
    );
    expect(parse('{"text":"abc","level":"low","note":null}')).toEqual({
      valid: true,
      value: { text: 'abc', level: 'low', note: null },
    });
    expect(parse('{"text":"abcd","level":"mid","note":1}')).toEqual({
      valid: false,
      problems: [
        'text: must NOT have more than 3 characters',
        'level: must be equal to one of the allowed values ["low","high"]',
        'note: must be string,null',
      ],
    });
    expect(parse('no')).toEqual({ valid: false, problems: ['the answer is not JSON'] });
  });

  it('runs a pattern in time that grows with the text only', () => {
    const parse = compileOutputSchema(object({ code: { type: 'string', pattern: '^(a+)+$' } }));
    expect(parse(`{"code":"${'a'.repeat(20_000)}"}`)).toMatchObject({ valid: true });
    expect(parse(`{"code":"${'a'.repeat(20_000)}!"}`)).toMatchObject({ valid: false });
  });

  it('names the field when the schema cannot be used', () => {
    const parse = () => compileOutputSchema(object({ code: { type: 'string', pattern: '(?=a)' } }));
    expect(parse).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining('`output`') }),
    );
  });

  it('keeps the digits of a whole number, which counts as an integer', () => {
    const parse = compileOutputSchema(object({ id: { type: 'integer', minimum: 1 } }));
    expect(parse('{"id":8202522731445525542}')).toEqual({ valid: true, value: { id: 8202522731445525542n } });
    expect(parse('{"id":-8202522731445525542}')).toMatchObject({ valid: false });
  });
});
