import type { StandardSchemaConverter } from '@nestjs/swagger';
import { z } from 'zod';
import type { AnswerSpec } from '../http/route.decorators.js';

const Meta = z.object({ timestamp: z.iso.datetime() }).meta({ id: 'Meta' });
const PageMeta = z
  .object({
    timestamp: z.iso.datetime(),
    pagination: z.object({ limit: z.int(), nextCursor: z.string().nullable() }).optional(),
  })
  .meta({ id: 'PageMeta' });

const ErrorDetail = z
  .object({ path: z.string(), code: z.string(), message: z.string(), hint: z.string() })
  .meta({ id: 'ErrorDetail' });

/** Every refusal, whatever went wrong. */
export const ErrorBody = z
  .object({
    success: z.literal(false),
    error: z.object({
      code: z.string(),
      message: z.string(),
      hint: z.string().optional(),
      details: z.union([z.array(ErrorDetail), z.record(z.string(), z.unknown())]),
    }),
    meta: z.object({ timestamp: z.iso.datetime(), requestId: z.string() }),
  })
  .meta({ id: 'ErrorBody' });

/** The body of a good answer as clients see it. */
export function answerBody({ form, schema }: AnswerSpec): z.ZodType {
  if (form === 'raw') return schema;
  if (form === 'list') return z.object({ success: z.literal(true), data: z.array(schema), meta: PageMeta });
  return z.object({ success: z.literal(true), data: schema, meta: Meta });
}

/** zod → JSON Schema 2020-12, which is what OpenAPI 3.1 speaks; named schemas become components. */
export const convertSchema: StandardSchemaConverter = (schema, { schemaType }) => {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $defs, ...json } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: schemaType,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // zod notes safe-integer bounds on every int; they say nothing to a reader.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      delete jsonSchema.id;
      delete jsonSchema.$schema;
    },
  });
  const components = { ...$defs };
  const name = schema.meta()?.id;
  if (name === undefined) return { schema: json, components };
  // zod may write a named root as a mere reference to its own definition, so the definition wins.
  return { schema: { $ref: `#/components/schemas/${name}` }, components: { [name]: json, ...components } };
};
