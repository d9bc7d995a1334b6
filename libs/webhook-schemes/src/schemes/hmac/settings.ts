import { Duration, EVEN_IF_MALFORMED, parseDuration, textOf } from '@jarvis/steps/language';
import { z } from 'zod';
import { HeaderName, KeptHeaderName, refineHeaders } from '../../kit/header-name.js';

const MAX_TOLERANCE_MS = 3_600_000;
/** What stands for a part of the delivery in `signs`. */
export const PLACEHOLDER = /\{(body|timestamp|id)\}/g;

/** How a sender signs with HMAC, in its own way. */
export const HmacSettings = z
  .strictObject({
    header: HeaderName.meta({ description: 'Header with the signature.', examples: ['X-Signature'] }),
    algorithm: z.enum(['sha256', 'sha1', 'sha512']).optional().meta({ description: 'Default `sha256`.' }),
    encoding: z.enum(['hex', 'base64']).optional().meta({ description: 'Of the signature; default `hex`.' }),
    prefix: z
      .string()
      .max(40)
      .regex(/^[\x21-\x2b\x2d-\x7e]*$/, { error: 'A prefix has printable characters, no comma and no spaces.' })
      .optional()
      .meta({ description: 'What stands before the signature.', examples: ['sha256='] }),
    timestampHeader: HeaderName.optional().meta({
      description: 'Header with the time of signing: Unix seconds or milliseconds, or ISO 8601.',
    }),
    tolerance: Duration.optional().meta({
      description: 'How far that time may be from now; default `5m`, at most `1h`.',
    }),
    signs: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({
        description:
          'What is signed; default `{body}`, or `{timestamp}.{body}` where there is a time. `{id}` is the value of `idHeader`.',
        examples: ['v0:{timestamp}:{body}'],
      }),
    idHeader: KeptHeaderName.optional().meta({
      description:
        'Header with the id of a delivery. Without it the same bytes run once; where `signs` has no `{id}`, once in 30 days.',
    }),
    eventHeader: KeptHeaderName.optional().meta({
      description: 'Header with the name of the event; without it the field `type` of the body.',
    }),
  })
  .superRefine(refineHeaders, EVEN_IF_MALFORMED)
  .superRefine((settings, context) => {
    const { timestampHeader, tolerance, idHeader } = settings;
    const signs = textOf(settings.signs);
    const refuse = (field: string, message: string, hint: string) => {
      context.addIssue({ code: 'custom', path: [field], message, params: { hint } });
    };
    if (tolerance !== undefined && timestampHeader === undefined)
      refuse('tolerance', 'It only means something with `timestampHeader`.', 'Remove it, or name that header.');
    const toleranceMs = parseDuration(textOf(tolerance) ?? '');
    if (toleranceMs !== undefined && (toleranceMs < 1000 || toleranceMs > MAX_TOLERANCE_MS))
      refuse('tolerance', 'It has to be 1s to 1h.', 'Five minutes are usual: `5m`.');
    if (signs === undefined) return;
    const parts = [...signs.matchAll(PLACEHOLDER)].map(([, part]) => part);
    if (parts.filter((part) => part === 'body').length !== 1)
      refuse('signs', 'What is signed has to have `{body}` once.', 'For example `{timestamp}.{body}`.');
    if (parts.includes('timestamp') !== (timestampHeader !== undefined))
      refuse(
        'signs',
        timestampHeader === undefined
          ? '`{timestamp}` is the value of `timestampHeader`, which is not there.'
          : 'A time that is not signed proves nothing: what is signed has to have `{timestamp}`.',
        'Name the header and sign its value, or neither.',
      );
    if (parts.includes('id') && idHeader === undefined)
      refuse('signs', '`{id}` is the value of `idHeader`, which is not there.', 'Name that header, or remove `{id}`.');
  }, EVEN_IF_MALFORMED)
  .meta({ title: 'HMAC', description: 'Settings of `signature: hmac`.' });
export type HmacSettings = z.infer<typeof HmacSettings>;
