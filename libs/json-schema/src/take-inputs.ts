import { Json } from '@jarvis/json';
import { z } from 'zod';
import { compileSchema, type JsonSchema, type ValueProblem } from './compile-schema.js';

const Given = z.record(z.string(), Json);
const Fields = z.object({
  properties: z.record(z.string(), z.object({ default: Json.optional() })).default({}),
  required: z.array(z.string()).default([]),
});

/**
 * Holds what somebody gives against the schema of named inputs.
 * @returns the same with the defaults of what was left out, and what is wrong with it; each problem names its field
 */
export function takeInputs(schema: JsonSchema, given: unknown): { inputs: Json; problems: ValueProblem[] } {
  const { properties, required } = Fields.parse(schema);
  const parsed = Given.safeParse(given);
  if (!parsed.success) return { inputs: null, problems: [{ path: '', message: 'must be an object with the inputs' }] };
  const defaults = Object.entries(properties).flatMap(([name, field]) =>
    field.default === undefined || Object.hasOwn(parsed.data, name) ? [] : [[name, field.default] as const],
  );
  const inputs = { ...parsed.data, ...Object.fromEntries(defaults) };
  const missing = required.filter((name) => !Object.hasOwn(inputs, name));
  const unknown = Object.keys(inputs).filter((name) => !Object.hasOwn(properties, name));
  const named = Object.fromEntries(Object.entries(inputs).filter(([name]) => !unknown.includes(name)));
  return {
    inputs,
    problems: [
      ...missing.map((path) => ({ path, message: 'is missing' })),
      ...unknown.map((path) => ({ path, message: 'is no input of this rule' })),
      ...compileSchema({ ...schema, required: [] })(named),
    ],
  };
}
