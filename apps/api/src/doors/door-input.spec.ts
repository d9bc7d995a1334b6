import { describe, expect, it } from '@jest/globals';
import type { Json } from '@jarvis/json';
import { createConnectors } from '@jarvis/connectors';
import { asLiteral, checkCarriable } from './door-input.js';

describe('what a run can carry', () => {
  const action = createConnectors().getAction('gmail.send-email')!;
  const refusal = (event: Json) => {
    try {
      checkCarriable(action, event);
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it.each<[string, Json, string]>([
    ['a text', { text: 'x'.repeat(128 * 1024) }, 'It is 129 KB; 128 KB are allowed.'],
    ['numbers that are long when they are written out', { list: Array(1_000).fill(1e300) }, 'KB are allowed.'],
    ['what expressions count as more', { list: Array(26_000).fill(true) }, 'The result is larger than 128 KB.'],
    ['many texts that look like expressions', { list: Array(2_000).fill('${{') }, 'too many texts with “${{”'],
  ])('is not more than a step can be given: %s', (_what, event, words) => {
    expect(refusal(event)).toMatchObject({
      status: 413,
      code: 'input-too-large',
      message: expect.stringContaining(words),
      hint: expect.any(String),
    });
  });

  it('is every smaller input', () => {
    expect(refusal({ text: 'x'.repeat(127 * 1024), more: ['${{ broken', 1e300, null] })).toBeUndefined();
  });
});

it('reads from the event what looks like an expression', () => {
  expect(asLiteral({ a: ['plain', { 'b"c': '${{ 1 }}' }] })).toEqual({
    a: ['plain', { 'b"c': '${{ event["a"][1]["b\\"c"] }}' }],
  });
});
