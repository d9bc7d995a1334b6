import { z } from 'zod';

export const schema = z.strictObject({ kind: z.literal('rule') }).meta({
  title: 'Called by a rule',
  description:
    'Runs when another rule of the observatory calls it with `core.run-rule`; `event` is the input of the call. The caller does not wait for its end.',
});
export type RuleTrigger = z.infer<typeof schema>;
