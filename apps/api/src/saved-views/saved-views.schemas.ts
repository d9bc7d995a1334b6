import { z } from 'zod';
import { pageQuery } from '../http/page.js';
import { Timestamp } from '../http/shapes.js';

export const SavedViewsQuery = z.object({
  ...pageQuery,
  q: z.string().max(200).optional().meta({ description: 'words in the name' }),
});
export type SavedViewsQuery = z.infer<typeof SavedViewsQuery>;

export const SavedViewRequest = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    query: z
      .string()
      .max(2000)
      .regex(/^[\w%&=+.*,-]*$/, { error: 'It has other characters than the query of an address.' })
      .meta({ description: 'the filters as the address of the list has them, without the question mark' }),
    shared: z
      .boolean()
      .default(false)
      .meta({ description: 'everybody in the observatory sees it; who may operate says so' }),
  })
  .meta({ id: 'SavedViewRequest', examples: [{ name: 'Failed orders', query: 'status=failed&tag=orders' }] });
export type SavedViewRequest = z.infer<typeof SavedViewRequest>;

export const SavedViewShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    query: z.string(),
    shared: z.boolean(),
    mine: z.boolean().meta({ description: 'whether you made it' }),
    createdAt: Timestamp,
    updatedAt: Timestamp.meta({ description: 'when the saved view was changed last' }),
  })
  .meta({ id: 'SavedView' });
export type SavedViewShape = z.input<typeof SavedViewShape>;

export const SavedViewDeleted = z.object({ deleted: z.literal(true) }).meta({ id: 'SavedViewDeleted' });
