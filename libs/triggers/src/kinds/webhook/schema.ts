import { EVEN_IF_MALFORMED, isGroup } from '@jarvis/steps/language';
import { SCHEME_DISPLAYS, schemeDisplayOf, WEBHOOK_SCHEMES } from '@jarvis/webhook-schemes/display';
import { settingsJsonSchemas, settingsOf } from '@jarvis/webhook-schemes/settings';
import { z } from 'zod';
import { filter } from '../../filter.js';

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
  })
  .superRefine((trigger, context) => {
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
