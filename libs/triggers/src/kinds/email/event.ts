import { z } from 'zod';

const Mailbox = z.object({ name: z.string(), address: z.string() });

/** What a rule reads as `event`. All of it is as the sender says. */
export const MailEvent = z.object({
  from: Mailbox,
  to: z.array(Mailbox),
  cc: z.array(Mailbox),
  subject: z.string(),
  date: z.string().nullable().meta({ description: 'when it was written, RFC 3339; null when it does not say' }),
  messageId: z.string(),
  inReplyTo: z.string().nullable(),
  text: z.string().meta({ description: 'at most 200,000 characters; empty where a mail is only HTML' }),
  html: z.string().nullable().meta({ description: 'the source of it, at most 200,000 characters' }),
  headers: z.record(z.string(), z.string()).meta({
    description: 'by names in lower case: reply-to, references, list-id, auto-submitted, precedence, return-path',
  }),
  attachments: z
    .array(z.object({ name: z.string(), type: z.string(), size: z.int(), sha256: z.string() }))
    .meta({ description: 'at most 50; what they hold is not kept' }),
  isCut: z.boolean().meta({ description: 'whether something of it was too long' }),
});
export type MailEvent = z.infer<typeof MailEvent>;

/** A mail as it may come, for rehearsals. */
export const SAMPLE_MAIL: MailEvent = {
  from: { name: 'Ada Lovelace', address: 'ada@example.com' },
  to: [{ name: '', address: 'orders@example.org' }],
  cc: [],
  subject: 'A question about my order',
  date: '2026-01-05T09:00:00.000Z',
  messageId: '<order-1030@example.com>',
  inReplyTo: null,
  text: 'Good morning, when will my order arrive?',
  html: null,
  headers: {},
  attachments: [],
  isCut: false,
};
