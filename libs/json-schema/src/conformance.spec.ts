import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { compileSchema, JsonSchemaError, type JsonSchema } from './compile-schema.js';
import { EXCLUDED } from './conformance.fixture.js';

const Suite = z.record(
  z.string(),
  z.array(
    z.object({
      description: z.string(),
      schema: z.union([z.boolean(), z.record(z.string(), z.unknown())]),
      tests: z.array(z.object({ description: z.string(), data: z.unknown(), valid: z.boolean() })),
    }),
  ),
);
const file = new URL('../test-data/draft2020-12.json', import.meta.url);
const suite = Suite.parse(JSON.parse(readFileSync(file, 'utf8')));

describe('the JSON Schema Test Suite (2020-12)', () => {
  it.each(Object.entries(suite))('%s', (name, groups) => {
    const wrong = groups.flatMap(({ description, schema, tests }) => {
      // `true` and `false` are no schemas here.
      if (typeof schema === 'boolean') return [];
      const validate = compile(schema);
      if (!validate) return [description];
      return tests
        .filter(({ data, valid }) => (validate(data).length === 0) !== valid)
        .map((test) => `${description}: ${test.description}`);
    });
    // An exclusion that is no longer needed fails as well.
    expect(wrong).toEqual(EXCLUDED[name]?.cases ?? []);
  });
});

function compile(schema: JsonSchema) {
  try {
    return compileSchema(schema);
  } catch (error) {
    if (error instanceof JsonSchemaError) return undefined;
    throw error;
  }
}
