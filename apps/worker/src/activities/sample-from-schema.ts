import { z } from 'zod';
import { Json, JsonObject } from '@jarvis/plan';

const MAX_DEPTH = 12;

/** The parts of JSON Schema a rule's output schema is made of; anything else gives a plain text. */
const Schema = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  title: z.string().optional(),
  const: Json.optional(),
  enum: z.array(Json).optional(),
  default: Json.optional(),
  examples: z.array(Json).optional(),
  properties: z.record(z.string(), JsonObject).optional(),
  required: z.array(z.string()).optional(),
  items: JsonObject.optional(),
  minItems: z.int().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
  format: z.string().optional(),
  anyOf: z.array(JsonObject).optional(),
  oneOf: z.array(JsonObject).optional(),
});
type Schema = z.infer<typeof Schema>;

const formats: Record<string, string> = {
  email: 'someone@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** A plausible value of a JSON Schema, the same one every time: what a model "answers" in a rehearsal. */
export function sampleFromSchema(schema: Json, name = 'answer', depth = 0): Json {
  const parsed = Schema.safeParse(schema);
  if (!parsed.success || depth > MAX_DEPTH) return null;
  const { data } = parsed;
  const given = data.const ?? data.examples?.[0] ?? data.default ?? data.enum?.[0];
  if (given !== undefined) return given;
  const alternative = data.anyOf?.[0] ?? data.oneOf?.[0];
  if (alternative) return sampleFromSchema(alternative, name, depth + 1);
  const type = Array.isArray(data.type) ? data.type[0] : data.type;
  switch (type ?? (data.properties ? 'object' : 'string')) {
    case 'object':
      return Object.fromEntries(
        Object.entries(data.properties ?? {}).map(([key, property]) => [
          key,
          sampleFromSchema(property, key, depth + 1),
        ]),
      );
    case 'array':
      return Array.from({ length: Math.max(1, data.minItems ?? 1) }, () =>
        sampleFromSchema(data.items ?? {}, name, depth + 1),
      );
    case 'integer':
      return Math.round(sampleNumber(data));
    case 'number':
      return sampleNumber(data);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return sampleText(data, name);
  }
}

/** The middle of the range, so that a confidence between 0 and 1 looks like one. */
function sampleNumber({ minimum, maximum }: Schema): number {
  if (minimum !== undefined && maximum !== undefined) return (minimum + maximum) / 2;
  return minimum ?? maximum ?? 1;
}

function sampleText({ format, title, minLength = 0, maxLength = 1000 }: Schema, name: string): string {
  const text = formats[format ?? ''] ?? `Sample ${title ?? name}`;
  return text.padEnd(minLength, '.').slice(0, maxLength);
}
