import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { hasRefusedCharacters, MAX_POST_LENGTH, MAX_RAW_LENGTH, weightedLength } from './weighted-length.js';

const Cases = z.record(
  z.string(),
  z.array(z.object({ description: z.string(), text: z.string(), weightedLength: z.number(), valid: z.boolean() })),
);
const published = Cases.parse(JSON.parse(readFileSync(new URL('./test-data/validate.json', import.meta.url), 'utf8')));

describe('weightedLength', () => {
  it.each([
    ['', 0],
    ['hello', 5],
    ['“curly” — dashes…', 18],
    ['naïve café', 10],
    ['日本語', 6],
    ['👨‍👩‍👧‍👦', 2],
    ['👍🏽', 2],
    ['🇩🇪', 2],
    ['see https://example.com/a/very/long/path?with=query', 27],
    // Glued to letters it is no address.
    ['ahttps://example.com', 20],
    ['see https://example.com...', 30],
    ['example.com', 23],
    ['foo.museum', 23],
    ['me@example.com', 14],
    ['v1.2.3 is out', 13],
    // .md is a top-level domain, so X links the name of the file.
    ['see README.md now', 31],
    ['localhost', 9],
    ['http://localhost', 16],
  ])('counts %j as %i', (text, length) => {
    expect(weightedLength(text)).toBe(length);
  });

  it.each(Object.entries(published))('agrees with %s of X', (_name, cases) => {
    expect(cases.length).toBeGreaterThan(0);
    for (const { description, text, weightedLength: expected, valid } of cases) {
      const length = weightedLength(text);
      // What no post can be as long as is not counted exactly, only refused.
      if (text.length <= MAX_RAW_LENGTH) expect([description, length]).toEqual([description, expected]);
      expect([description, text !== '' && length <= MAX_POST_LENGTH && !hasRefusedCharacters(text)]).toEqual([
        description,
        valid,
      ]);
    }
  });
});
