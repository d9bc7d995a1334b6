import { Duration, EVEN_IF_MALFORMED, parseDuration, textOf } from '@jarvis/steps/language';
import { z } from 'zod';

/** Shortest time between two looks: each of them asks somebody else. */
const MIN_EVERY_MS = 10_000;
export const USUAL_EVERY = '5m';

export const schema = z
  .strictObject({
    kind: z.literal('condition'),
    uses: z
      .string()
      .min(1)
      .max(120)
      .meta({ description: 'The action that reads, `<platform>.<verb-noun>`.', examples: ['http.request'] }),
    connection: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Id or account name of a connection; default: the only one of the platform.' }),
    with: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'Input of the action. It holds no expressions, for nothing has happened yet.' }),
    value: z
      .string()
      .min(1)
      .max(4_096)
      .meta({
        description: 'The number that counts, an expression over `output`: what the action gave.',
        examples: ['${{ output.body.price }}', '${{ size(output.body.items) }}'],
      }),
    above: z.number().optional().meta({ description: 'The line: it fires when the number goes above it.' }),
    below: z
      .number()
      .optional()
      .meta({ description: 'Instead of `above`: it fires when the number goes below this line.' }),
    rearm: z.number().optional().meta({
      description:
        'A second line, so that a number that swings around the first fires once: it can fire again after the number has come back to this one. Default: the line itself.',
    }),
    for: Duration.optional().meta({
      description: 'It fires when every look of so long has found the number across the line; default at once.',
    }),
    every: Duration.optional().meta({
      description: `Time between two looks, at least 10s; default \`${USUAL_EVERY}\`.`,
    }),
  })
  .superRefine(({ above, below, rearm, every }, context) => {
    const refuse = (field: string | undefined, message: string, hint: string, code = 'invalid-value') => {
      context.addIssue({ code: 'custom', path: field === undefined ? [] : [field], message, params: { code, hint } });
    };
    if (above === undefined && below === undefined)
      refuse(undefined, 'A condition needs `above` or `below`.', 'For example `above: 100`.', 'missing-field');
    if (above !== undefined && below !== undefined)
      refuse('below', 'A condition takes `above` or `below`, not both.', 'Keep one, or write two rules.');
    if (rearm !== undefined && ((above !== undefined && rearm > above) || (below !== undefined && rearm < below)))
      refuse(
        'rearm',
        'The number would be across the line already when it can fire again.',
        above === undefined ? 'Use a number that is not below `below`.' : 'Use a number that is not above `above`.',
      );
    const interval = parseDuration(textOf(every) ?? '');
    if (interval !== undefined && interval < MIN_EVERY_MS)
      refuse('every', 'The time between two looks has to be at least 10s.', 'For example `1m`.');
  }, EVEN_IF_MALFORMED)
  .meta({
    title: 'Condition',
    description:
      'Runs when a number that an action reads crosses a line: once for each crossing, not for each look. The first look only says on which side the number is, so it never fires, and a rule that is switched on again begins with it. A look that fails changes nothing. `event` has `value`, `before` (at the look before it crossed), `line`, `side`, `since` and `at`.',
  });
export type ConditionTrigger = z.infer<typeof schema>;
