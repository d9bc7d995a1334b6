import { z } from 'zod';

/** What the approval page shows of an action that has not happened yet. */
export const Preview = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('post'),
    platform: z.string(),
    text: z.string(),
    limit: z.number().optional(),
    length: z.number().optional(),
    replyTo: z.string().optional(),
  }),
  z.object({
    kind: z.literal('mail'),
    to: z.array(z.string()),
    cc: z.array(z.string()),
    subject: z.string(),
    text: z.string(),
    html: z.string().optional(),
  }),
  z.object({
    kind: z.literal('http'),
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string().optional(),
  }),
  z.object({
    kind: z.literal('record'),
    title: z.string(),
    fields: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  z.object({ kind: z.literal('text'), text: z.string() }),
]);

export type Preview = z.infer<typeof Preview>;
