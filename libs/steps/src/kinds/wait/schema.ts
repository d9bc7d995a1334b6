import { z } from 'zod';
import { Condition, Duration, EVEN_IF_MALFORMED } from '../../fields.js';
import { common } from '../../step-base.js';

export const schema = z
  .strictObject({
    kind: z.literal('wait'),
    ...common,
    for: Duration.optional().meta({ description: 'How long.' }),
    until: Condition.optional().meta({
      description: 'Instead of `for`: CEL that gives a timestamp or an RFC 3339 string.',
    }),
  })
  .superRefine((step, context) => {
    if ((step.for === undefined) !== (step.until === undefined)) return;
    const missing = step.for === undefined;
    context.addIssue({
      code: 'custom',
      path: missing ? [] : ['until'],
      message: missing ? 'A wait needs `for` or `until`.' : 'A wait takes `for` or `until`, not both.',
      params: { code: missing ? 'missing-field' : 'invalid-value', hint: 'Keep one of the two.' },
    });
  }, EVEN_IF_MALFORMED)
  .meta({ title: 'Wait', description: 'Pauses the run; it costs nothing while it waits.' });
export type WaitStep = z.infer<typeof schema>;
