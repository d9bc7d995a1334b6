import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fitsPost } from './text-length.js';

const Cases = z.record(
  z.string(),
  z.array(z.object({ description: z.string(), text: z.string(), valid: z.boolean() })),
);
const file = new URL('../test-data/validate.json', import.meta.url);
const published = Cases.parse(JSON.parse(readFileSync(file, 'utf8')));

describe('fitsPost', () => {
  it.each(Object.entries(published))('agrees with %s of X', (_name, cases) => {
    expect(cases.length).toBeGreaterThan(0);
    for (const { description, text, valid } of cases)
      expect([description, fitsPost(text)]).toEqual([description, valid]);
  });
});
