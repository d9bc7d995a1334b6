import { describe, expect, it } from '@jest/globals';
import { InputsText, readInputs } from './input-fields.js';
import { readRule } from './rule-text.js';

const text = `format: 1
inputs:
  order: { type: string } # its number
  count: { type: integer, default: 1 }
`;
const inputsIn = (of: string) => readRule(of).definition?.['inputs'];
const written = (of = text) => new InputsText(of, inputsIn(of));

describe('inputs of a rule', () => {
  it('are rows', () => {
    expect(readInputs(inputsIn(text))).toMatchObject([
      { name: 'order', type: 'text', required: true, besides: [] },
      { name: 'count', type: 'whole', required: true, besides: [] },
    ]);
    expect(readInputs(undefined)).toEqual([]);
    expect(readInputs(['order'])).toBeNull();
    expect(readInputs({ order: 'text' })).toBeNull();
  });

  it('are changed in the text, and comments stay', () => {
    const renamed = written().rename('order', 'number');
    expect(renamed).toContain('number: { type: string } # its number');
    expect(written().rename('order', 'count')).toBe(text);
    expect(inputsIn(written().require('order', false))).toMatchObject({ order: { optional: true } });
    expect(inputsIn(written(written().require('order', false)).require('order', true))).toMatchObject({
      order: { type: 'string' },
    });
    expect(inputsIn(written().retype('count', 'text'))).toMatchObject({ count: { type: 'string' } });
    expect(inputsIn(written().standard('order', 'A7'))).toMatchObject({ order: { default: 'A7' } });
    expect(inputsIn(written().describe('order', 'Its number'))).toMatchObject({ order: { description: 'Its number' } });
  });

  it('are added with a name of their own, and leave nothing behind', () => {
    const first = written('format: 1\n').add();
    const second = written(first.text).add();
    expect([first.name, second.name]).toEqual(['input1', 'input2']);
    const gone = written(written(second.text).remove('input1')).remove('input2');
    expect(inputsIn(gone)).toBeUndefined();
  });
});
