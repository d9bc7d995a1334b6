import { z } from 'zod';

export const schema = z.strictObject({ kind: z.literal('rule') }).meta({
  title: 'Called by a rule',
  description:
    'Runs when another rule of the observatory calls it (`kind: call`, or `core.run-rule`); `event` is what it was called with.',
});
export type RuleTrigger = z.infer<typeof schema>;
