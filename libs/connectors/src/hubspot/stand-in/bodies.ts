import { z } from 'zod';

// What HubSpot takes.

const Values = z.record(z.string(), z.string());
const Associations = z
  .array(
    z.strictObject({
      to: z.strictObject({ id: z.string() }),
      types: z.tuple([
        z.strictObject({ associationCategory: z.literal('HUBSPOT_DEFINED'), associationTypeId: z.int() }),
      ]),
    }),
  )
  .default([]);
export const CreateBody = z.strictObject({ properties: Values, associations: Associations });
export const UpdateBody = z.strictObject({ properties: Values });
export const UpsertBody = z.strictObject({
  inputs: z
    .array(
      z.strictObject({
        id: z.string(),
        idProperty: z.string().optional(),
        properties: Values,
        objectWriteTraceId: z.string().optional(),
      }),
    )
    .min(1)
    .max(100),
});
export const ReadBody = z.strictObject({
  inputs: z
    .array(z.strictObject({ id: z.string() }))
    .min(1)
    .max(100),
  properties: z.array(z.string()),
  propertiesWithHistory: z.array(z.string()),
});
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(10),
  after: z.string().regex(/^\d+$/).default('0'),
  properties: z.string().optional(),
  archived: z.enum(['true', 'false']).optional(),
});
