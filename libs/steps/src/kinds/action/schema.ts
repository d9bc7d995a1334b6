import { Json } from '@jarvis/json';
import { z } from 'zod';
import { activity } from '../../step-base.js';

export const schema = z
  .strictObject({
    kind: z.literal('action'),
    ...activity,
    uses: z
      .string()
      .min(1)
      .max(120)
      .meta({ description: 'The action, `<platform>.<verb-noun>`.', examples: ['twitter.create-post'] }),
    connection: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Id or account name of a connection; default: the only one of the platform.' }),
    with: z
      .record(z.string(), Json)
      .optional()
      .meta({ description: 'Input of the action; strings may hold `${{ CEL }}`.' }),
  })
  .meta({ title: 'Action', description: 'Does something on a platform.' });
export type ActionStep = z.infer<typeof schema>;
