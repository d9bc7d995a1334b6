import type { ActionContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import { callGmail, mailUrl } from '../client.js';
import { composeRaw, messageIdOf, type Mail } from '../compose.js';
import { findEmail, type FoundEmail } from '../find-email.js';
import { google } from '../platform.js';

const Address = z.email();
const Addresses = z.union([Address, z.array(Address).max(100)]);
const Input = z.strictObject({
  to: z.union([Address, z.array(Address).min(1).max(100)]).meta({ title: 'To', description: 'One address or a list.' }),
  cc: Addresses.optional().meta({ title: 'Cc' }),
  // A line break would start another header.
  subject: z
    .string()
    .min(1)
    .max(500)
    .regex(/^[^\r\n]*$/, 'It has to be one line.')
    .meta({ title: 'Subject' }),
  text: z.string().min(1).max(500_000).meta({ title: 'Text' }),
  html: z
    .string()
    .max(500_000)
    .optional()
    .meta({ title: 'HTML', description: 'Shown instead of the text where HTML is shown.' }),
});
const Output = z.object({
  id: z.string(),
  threadId: z.string(),
  messageId: z.string(),
  url: z.string(),
});
const Reply = z.object({ id: z.string().min(1), threadId: z.string() });

type Input = z.infer<typeof Input>;

/**
 * Sends a mail from the connected account. `POST /gmail/v1/users/me/messages/send`, scope gmail.send.
 * Gmail takes no idempotency key; the Message-ID made from ours lets a repeat look for the mail first.
 */
export const sendEmailAction = google.defineAction({
  id: 'send-email',
  title: 'Send an e-mail',
  description: 'Sends a mail from the connected Gmail account.',
  input: Input,
  output: Output,
  effect: 'write',
  idempotency: 'lookup',
  risk: (input) => {
    const count = recipientsOf(input).length;
    return {
      level: count > 10 ? 'high' : 'medium',
      reasons: [`Goes to ${count === 1 ? 'one recipient' : `${count} recipients`} and cannot be recalled.`],
    };
  },
  baseRisk: 'medium',
  timeoutMs: 25_000,
  expectedMs: 900,
  connection: 'required',
  feed: {
    type: 'email',
    action: 'sent',
    title: (input) => `Sent “${input.subject}”`,
    description: (input) => `To ${recipientsOf(input).join(', ')}`,
  },
  preview: (input) => ({ kind: 'mail', ...mailOf(input) }),
  sample: () => ({
    id: '18c0000000000000',
    threadId: '18c0000000000000',
    messageId: '<sample@effects.jarvis>',
    url: 'https://mail.google.com/mail/u/0/#all/18c0000000000000',
  }),
  async run(input, context) {
    const raw = await composeRaw(mailOf(input), context.idempotencyKey);
    const reply: unknown = await callGmail(context, (users) =>
      users.messages.send({ userId: 'me', requestBody: { raw } }),
    );
    return resultOf(google.parseReply(Reply, reply, 'the sent mail'), context);
  },
  async findExisting(_input, context) {
    const found = await findEmail(context);
    return found && resultOf(found, context);
  },
});

const listOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;
const recipientsOf = (input: Input) => [...listOf(input.to), ...listOf(input.cc)];

function mailOf({ to, cc, subject, text, html }: Input): Mail & { to: string[]; cc: string[] } {
  return { to: listOf(to), cc: listOf(cc), subject, text, ...(html === undefined ? {} : { html }) };
}

function resultOf({ id, threadId }: FoundEmail, context: ActionContext) {
  const url = mailUrl(context, id);
  return {
    output: { id, threadId, messageId: messageIdOf(context.idempotencyKey), url },
    externalId: id,
    externalUrl: url,
  };
}
