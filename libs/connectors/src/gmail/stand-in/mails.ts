import { ownAccount, type Part, type Store } from '@jarvis/stand-in-kit';
import { z } from 'zod';

const Mail = z.object({
  id: z.string(),
  threadId: z.string(),
  messageId: z.string(),
  /** In whose mailbox it is. */
  account: z.string().default(ownAccount.address),
  from: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
  /** The mail as it was sent, base64url. */
  raw: z.string().default(''),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  labels: z.array(z.string()).default(['SENT']),
  receivedAt: z.string(),
});
export type Mail = z.infer<typeof Mail>;

export const isSent = ({ labels }: Mail): boolean => labels.includes('SENT');

/** Every mail that was sent or has arrived, newest first. */
export const mailsOf = (store: Store): Part<Mail[]> => store.part('mails', z.array(Mail), []);
