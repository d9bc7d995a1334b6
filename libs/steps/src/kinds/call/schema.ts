import { Json } from '@jarvis/json';
import { z } from 'zod';
import { Duration } from '../../fields.js';
import { common } from '../../step-base.js';

export const schema = z
  .strictObject({
    kind: z.literal('call'),
    ...common,
    rule: z
      .string()
      .min(1)
      .max(200)
      .meta({
        description: 'Id or name of a rule with the trigger `rule` that is published.',
        examples: ['Ship an order'],
      }),
    with: z
      .record(z.string(), Json)
      .optional()
      .meta({ description: 'The inputs of that rule; strings may hold `${{ CEL }}`.' }),
    wait: z.boolean().optional().meta({
      default: true,
      description:
        '`true` (default): the step ends when the called run does, and its output is the `output` of that rule. `false`: it goes on at once, with `{ runId }`.',
    }),
    expiresAfter: Duration.optional().meta({
      default: '7d',
      description: 'Time for the called run to end; default `7d`. Then it is cancelled, and the step fails.',
    }),
  })
  .meta({
    title: 'Call a rule',
    description:
      'Runs another rule of the observatory and waits for its end. A called run that fails, is rejected, expires or is cancelled fails the step; one that is waited for is cancelled with the run that waits.',
  });
export type CallStep = z.infer<typeof schema>;
