import { Duration, EVEN_IF_MALFORMED, isGroup, parseDuration, textOf } from '@jarvis/steps/language';
import { SCHEME_DISPLAYS, schemeDisplayOf, WEBHOOK_SCHEMES } from '@jarvis/webhook-schemes/display';
import { settingsJsonSchemas, settingsOf } from '@jarvis/webhook-schemes/settings';
import { z } from 'zod';
import { filter } from '../../filter.js';

/** How long a sender waits for the result where the rule does not say. */
export const STANDARD_PATIENCE = '10s';
/** Senders and what stands between give up soon after. */
const MAX_PATIENCE_MS = 30_000;

export const schema = z
  .strictObject({
    kind: z.literal('webhook'),
    signature: z.enum(WEBHOOK_SCHEMES).meta({
      description: `How deliveries are signed: ${WEBHOOK_SCHEMES.map((name) => `\`${name}\` (${SCHEME_DISPLAYS[name].proof})`).join('; ')}.`,
    }),
    with: z.record(z.string(), z.unknown()).optional().meta({
      description: 'Settings of the signature, for `hmac` and `bearer`: see below.',
      anyOf: settingsJsonSchemas(),
    }),
    ...filter,
    answer: z.literal('result').optional().meta({
      description:
        '`result`: the sender waits for the end of the run and gets its output. Left out: 202 as soon as the delivery is kept.',
    }),
    within: Duration.optional().meta({
      default: STANDARD_PATIENCE,
      description: 'How long it waits, at most `30s`. Then it gets 202 with an address to ask for the result.',
    }),
  })
  .superRefine((trigger, context) => {
    if (trigger.within !== undefined && trigger.answer === undefined)
      context.addIssue({
        code: 'custom',
        path: ['within'],
        message: '`within` is for an answer with the result.',
        params: { hint: 'Write `answer: result` beside it, or remove it.' },
      });
    if ((parseDuration(textOf(trigger.within) ?? '') ?? 0) > MAX_PATIENCE_MS)
      context.addIssue({
        code: 'custom',
        path: ['within'],
        message: 'A sender waits for 30 seconds at most.',
        params: { hint: 'Write 30s or less. Whoever needs longer asks at the address in the answer.' },
      });
    // A signature that does not exist, and settings that are no group, are told at their own fields.
    if (schemeDisplayOf(trigger.signature) === undefined || !isGroup(trigger.with ?? {})) return;
    const schema = settingsOf(trigger.signature);
    if (schema === undefined) {
      if (trigger.with !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['with'],
          message: `“${trigger.signature}” takes no settings.`,
          params: { hint: 'Remove `with`.' },
        });
      return;
    }
    const { error } = schema.safeParse(trigger.with ?? {});
    // As zod found them, so that they are told in the words of every other field.
    for (const issue of error?.issues ?? [])
      context.issues.push({ ...issue, path: ['with', ...issue.path] } as z.core.$ZodRawIssue);
  }, EVEN_IF_MALFORMED)
  .meta({
    title: 'Webhook',
    description:
      'Runs for each signed delivery; `event` is its body: JSON, or the JSON in the field `payload` of a form. `trigger` has its name, id and headers.',
  });
export type WebhookTrigger = z.infer<typeof schema>;
