import type { JsonValue } from '@jarvis/expressions';
import { Json } from '@jarvis/json';
import { z } from 'zod';
import { LIMITS, type FORMATS } from './limits.js';
import { textOfPattern } from './pattern-sample.js';

/** Values in one sample, however much its schema multiplies. */
const MAX_VALUES = 2_000;

const Bound = z.union([z.number(), z.bigint()]).transform(Number);
const Nested = z.record(z.string(), Json);

/** The parts of JSON Schema a rule's output schema is made of; anything else gives a plain text. */
const Schema = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  title: z.string().optional(),
  const: Json.optional(),
  enum: z.array(Json).optional(),
  default: Json.optional(),
  examples: z.array(Json).optional(),
  properties: z.record(z.string(), Nested).optional(),
  items: Nested.optional(),
  minItems: z.int().optional(),
  minimum: Bound.optional(),
  maximum: Bound.optional(),
  exclusiveMinimum: Bound.optional(),
  exclusiveMaximum: Bound.optional(),
  multipleOf: Bound.optional(),
  pattern: z.string().optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
  format: z.string().optional(),
  anyOf: z.array(Nested).optional(),
  oneOf: z.array(Nested).optional(),
});
type Schema = z.infer<typeof Schema>;

const EXAMPLES = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '09:00:00Z',
  duration: 'P1D',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  'uri-reference': '/sample',
  uuid: '00000000-0000-4000-8000-000000000000',
} satisfies Record<(typeof FORMATS)[number], string>;
const EXAMPLE_OF: ReadonlyMap<string, string> = new Map(Object.entries(EXAMPLES));

/** Where in a sample we are, and how much of it may still be made. */
interface Place {
  name: string;
  depth: number;
  left: { values: number };
}

/**
 * A plausible value of a JSON Schema, the same one every time: what a model "answers" in a rehearsal. Bounded whatever
 * the schema asks for; beyond the bound lists end and values are null. It fits most schemas and not all: what it is
 * used for must check it.
 */
export function sampleFromSchema(schema: JsonValue): JsonValue {
  return sample(schema, { name: 'answer', depth: 0, left: { values: MAX_VALUES } });
}

function sample(schema: JsonValue, place: Place): JsonValue {
  const parsed = Schema.safeParse(schema);
  place.left.values -= 1;
  if (!parsed.success || place.depth > LIMITS.depth * 2 || place.left.values < 0) return null;
  const { data } = parsed;
  const given = data.const ?? data.examples?.[0] ?? data.default ?? data.enum?.[0];
  if (given !== undefined) return given;
  const inner = { ...place, depth: place.depth + 1 };
  const alternative = data.anyOf?.[0] ?? data.oneOf?.[0];
  if (alternative) return sample(alternative, inner);
  const type = Array.isArray(data.type) ? data.type[0] : data.type;
  switch (type ?? (data.properties ? 'object' : 'string')) {
    case 'object':
      return Object.fromEntries(
        Object.entries(data.properties ?? {}).map(([name, property]) => [name, sample(property, { ...inner, name })]),
      );
    case 'array':
      return sampleList(data, inner);
    case 'integer':
      return sampleNumber(data, { whole: true });
    case 'number':
      return sampleNumber(data, { whole: false });
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return sampleText(data, place.name);
  }
}

function sampleList({ minItems = 1, items = {} }: Schema, place: Place): JsonValue[] {
  const list: JsonValue[] = [];
  const length = Math.min(Math.max(1, minItems), LIMITS.items);
  while (list.length < length && place.left.values > 0) list.push(sample(items, place));
  return list;
}

/** The middle of the range, so that a confidence between 0 and 1 looks like one. */
function sampleNumber(
  {
    minimum = -Infinity,
    maximum = Infinity,
    exclusiveMinimum = -Infinity,
    exclusiveMaximum = Infinity,
    multipleOf,
  }: Schema,
  { whole }: { whole: boolean },
): number {
  const low = whole
    ? Math.max(Math.ceil(minimum), Math.floor(exclusiveMinimum) + 1)
    : Math.max(minimum, exclusiveMinimum);
  const high = whole
    ? Math.min(Math.floor(maximum), Math.ceil(exclusiveMaximum) - 1)
    : Math.min(maximum, exclusiveMaximum);
  if (multipleOf !== undefined)
    return multipleOf * (low > -Infinity ? Math.ceil(low / multipleOf) : Math.min(1, Math.floor(high / multipleOf)));
  if (low > -Infinity && high < Infinity) return whole ? Math.round((low + high) / 2) : (low + high) / 2;
  if (low > -Infinity) return low === exclusiveMinimum ? low + 1 : low;
  if (high < Infinity) return high === exclusiveMaximum ? high - 1 : high;
  return 1;
}

function sampleText(
  { format, title, pattern, minLength = 0, maxLength = LIMITS.length }: Schema,
  name: string,
): string {
  if (pattern !== undefined) return textOfPattern(pattern, Math.min(minLength, LIMITS.length)).slice(0, maxLength);
  const text = EXAMPLE_OF.get(format ?? '') ?? `Sample ${title ?? name}`;
  return text.padEnd(Math.min(minLength, LIMITS.length), '.').slice(0, Math.max(0, maxLength));
}
