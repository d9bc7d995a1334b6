import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { sampleFromSchema } from './sample.js';

describe('sampleFromSchema', () => {
  it.each([
    ['an object', z.object({ text: z.string().max(10), confidence: z.number().min(0).max(1) })],
    ['lists and choices', z.object({ tags: z.array(z.string()).min(2), level: z.enum(['low', 'high']) })],
    ['formats', z.object({ mail: z.email(), at: z.iso.datetime(), id: z.uuid() })],
    ['unions and nulls', z.object({ either: z.union([z.int(), z.string()]), nothing: z.null() })],
    ['a long text', z.object({ text: z.string().min(50) })],
    ['a longer text', z.object({ text: z.string().min(20_000) })],
    ['bounds that are excluded', z.object({ a: z.number().gt(1), b: z.int().gt(1).lt(3), c: z.number().lt(-5) })],
    [
      'multiples',
      z.object({ a: z.int().min(11).multipleOf(10), b: z.number().multipleOf(0.5), c: z.int().max(5).multipleOf(10) }),
    ],
    [
      'patterns',
      z.object({
        code: z.string().regex(/^[A-Z]{3}-\d+$/),
        word: z
          .string()
          .regex(/^(a+)+$/)
          .min(500),
      }),
    ],
    ['every format', z.object({ time: z.iso.time(), ip: z.ipv4(), six: z.ipv6(), how: z.iso.duration() })],
  ])('gives a value that fits: %s', (_name, schema) => {
    const sample = sampleFromSchema(z.json().parse(z.toJSONSchema(schema)));
    expect(schema.safeParse(sample).error).toBeUndefined();
  });

  it('gives the same every time, and an example where there is one', () => {
    const schema = { type: 'string', examples: ['Like this'] };
    expect(sampleFromSchema(schema)).toBe('Like this');
    expect(sampleFromSchema({ type: 'object', properties: { a: schema } })).toEqual({ a: 'Like this' });
  });

  it('ends, whatever it is given', () => {
    expect(sampleFromSchema('not a schema')).toBeNull();
    let deep: Record<string, unknown> = { type: 'string' };
    for (let level = 0; level < 50; level += 1) deep = { type: 'array', items: deep };
    expect(JSON.stringify(sampleFromSchema(z.json().parse(deep)))).toContain('null');
  });

  it('stays small, whatever sizes are named', () => {
    const million = { type: 'array', minItems: 15_000_000 };
    const values = (schema: object) => JSON.stringify(sampleFromSchema(z.json().parse(schema))).length;
    expect(values(million)).toBeLessThan(50_000);
    expect(values({ ...million, items: { ...million, items: { ...million, items: million } } })).toBeLessThan(50_000);
    expect(values({ type: 'string', minLength: 1e9, maxLength: 1e9 })).toBeLessThan(200_000);
    expect(values({ type: 'string', pattern: '^((((a+)+)+)+)+$', minLength: 1e9 })).toBeLessThan(200_000);
  });
});
