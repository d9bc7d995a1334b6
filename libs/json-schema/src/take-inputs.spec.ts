import { describe, expect, it } from '@jest/globals';
import { takeInputs } from './take-inputs.js';

const schema = {
  type: 'object',
  properties: {
    order: { type: 'string', minLength: 2 },
    count: { type: 'integer', default: 1 },
    note: { type: 'string' },
  },
  required: ['order', 'count'],
  additionalProperties: false,
};

describe('takeInputs', () => {
  it('fills in the defaults of what was left out, and of nothing else', () => {
    expect(takeInputs(schema, { order: 'A7' })).toEqual({ inputs: { order: 'A7', count: 1 }, problems: [] });
    expect(takeInputs(schema, { order: 'A7', count: 0, note: '' }).inputs).toEqual({ order: 'A7', count: 0, note: '' });
  });

  it('names each field that something is wrong with, once', () => {
    const { problems } = takeInputs(schema, { count: 'x', ordr: 'A7' });
    expect(problems).toEqual([
      { path: 'order', message: 'is missing' },
      { path: 'ordr', message: 'is no input of this rule' },
      { path: 'count', message: 'must be integer' },
    ]);
    expect(takeInputs(schema, { order: 'A' }).problems).toMatchObject([{ path: 'order' }]);
  });

  it.each([null, 7, 'text', [1]])('takes no %p', (given) => {
    expect(takeInputs(schema, given).problems).toMatchObject([{ path: '' }]);
  });

  it('knows a field that every object has from one that was given', () => {
    const { problems } = takeInputs({ ...schema, required: ['constructor'], properties: {} }, {});
    expect(problems).toEqual([{ path: 'constructor', message: 'is missing' }]);
  });
});
