import { randomBytes } from 'node:crypto';
import { ownAccount, type Part } from '@jarvis/stand-in-kit';
import { z } from 'zod';
import type { Mail } from './mails.js';

/** What somebody writes into the form of the page, or a test sends. */
export const ArrivingMail = z.object({
  from: z.string().min(3).max(200),
  subject: z.string().max(500).default(''),
  text: z.string().max(10_000).default(''),
  /** In whose mailbox. */
  to: z.string().default(ownAccount.address),
});

/** A mail from outside arrives in a mailbox. */
export function arrive(mails: Part<Mail[]>, { from, subject, text, to }: z.infer<typeof ArrivingMail>): Mail {
  const id = randomBytes(8).toString('hex');
  const receivedAt = new Date();
  const messageId = `<${id}@mail.example.com>`;
  const headers = [
    { name: 'From', value: from },
    { name: 'To', value: to },
    { name: 'Subject', value: subject },
    { name: 'Date', value: receivedAt.toUTCString() },
    { name: 'Message-ID', value: messageId },
  ];
  const raw = `${headers.map(({ name, value }) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${text}`;
  const mail: Mail = {
    id,
    threadId: id,
    messageId,
    account: to,
    from,
    to: [to],
    cc: [],
    subject,
    text,
    raw: Buffer.from(raw).toString('base64url'),
    headers,
    labels: ['INBOX', 'UNREAD'],
    receivedAt: receivedAt.toISOString(),
  };
  mails.value = [mail, ...mails.value];
  return mail;
}
