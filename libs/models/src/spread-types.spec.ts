import { describe, expect, it } from '@jest/globals';
import { spreadTypes } from './spread-types.js';

describe('spreadTypes', () => {
  it('writes a list of types as alternatives, each with its own limits', () => {
    expect(
      spreadTypes({
        type: 'object',
        properties: {
          type: { type: ['string', 'null'], description: 'a note', maxLength: 5 },
          list: { type: 'array', items: { type: ['integer', 'string'], minimum: 1 } },
          level: { type: ['string', 'null'], enum: ['low', null] },
        },
      }),
    ).toEqual({
      type: 'object',
      properties: {
        type: { description: 'a note', anyOf: [{ type: 'string', maxLength: 5 }, { type: 'null' }] },
        list: { type: 'array', items: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'string' }] } },
        level: { type: 'string', enum: ['low', null] },
      },
    });
  });
});
