import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import './plain-words.js';

const wordsOf = (schema: z.ZodType, value: unknown) => {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
};

describe('what a schema says to a person', () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.record(z.string(), z.string()), 'a', 'It has to be a group of names and values.'],
    [z.string(), 4, 'It has to be a text.'],
    [z.string(), undefined, 'It is missing.'],
    [z.int(), 1.5, 'It has to be a whole number.'],
    [z.boolean(), 'yes', 'It has to be true or false.'],
    [z.array(z.string()), 'a', 'It has to be a list.'],
    [z.string().min(1), '', 'It must not be empty.'],
    [z.string().max(3), 'four', 'It has to have at most 3 characters.'],
    [z.array(z.string()).min(2), ['a'], 'It has to have at least 2 entries.'],
    [z.array(z.string()).length(1), [], 'It has to have exactly 1 entry.'],
    [z.number().min(1), 0, 'It has to be at least 1.'],
    [z.number().gt(1), 1, 'It has to be more than 1.'],
    [z.number().lt(1), 1, 'It has to be less than 1.'],
    [z.number().multipleOf(5), 3, 'It has to be a multiple of 5.'],
    [z.enum(['GET', 'POST']), 'FETCH', 'It has to be one of “GET”, “POST”.'],
    [z.literal('a'), 'b', 'It has to be “a”.'],
    [z.email(), 'nobody', 'It has to be a mail address, such as name@example.com.'],
    [z.url(), 'here', 'It has to be an address, such as https://example.com.'],
    [z.string().startsWith('x'), 'y', 'It has to begin with “x”.'],
    [z.string().regex(/^a$/), 'b', 'It does not have the form that is asked for here.'],
    [z.strictObject({}), { a: 1 }, 'There is no field called “a” here.'],
    [z.union([z.email(), z.array(z.email())]), 'nobody', 'It has to be a mail address, such as name@example.com.'],
    [z.union([z.string(), z.array(z.string())]), 4, 'It has to be a text or a list.'],
    [z.record(z.string().max(1), z.string()), { ab: 'c' }, 'It has to have at most 1 character.'],
    [z.string().refine(() => false), 'a', 'It cannot be used here.'],
    [z.string().refine(() => false, 'words of its own'), 'a', 'words of its own'],
    [z.iso.datetime(), 'today', 'It has to be a moment with its time zone, such as 2026-03-01T09:00:00Z.'],
  ])('%#', (schema, value, words) => {
    expect(wordsOf(schema, value)).toEqual([words]);
  });

  it('never speaks of schemas, records or strings, whatever the value', () => {
    const schemas = [
      z.string(),
      z.number(),
      z.boolean(),
      z.array(z.int()),
      z.record(z.string(), z.number()),
      z.date(),
      z.uuid(),
      z.tuple([z.string()]),
    ];
    const values = [null, 1, 'a', true, [], {}, [1.5], { a: 'b' }];
    for (const words of schemas.flatMap((schema) => values.flatMap((value) => wordsOf(schema, value))))
      expect(words).toMatch(/^It (is|has|must|cannot|does) .*\.$/);
  });
});
