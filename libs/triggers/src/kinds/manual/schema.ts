import { z } from 'zod';

export const schema = z
  .strictObject({ kind: z.literal('manual') })
  .meta({ title: 'Manual', description: 'Runs when a person or the API starts it.' });
export type ManualTrigger = z.infer<typeof schema>;
