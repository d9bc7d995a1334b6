import { createHash } from 'node:crypto';
import { subjectFields } from '@jarvis/connector-kit';

export interface Mail {
  to: readonly string[];
  cc: readonly string[];
  subject: string;
  text: string;
  html?: string;
}

/** Header that carries the effect's key: some servers replace a Message-ID, none removes an X- header. */
export const KEY_HEADER = 'X-Jarvis-Effect';

/** Stable, opaque form of an idempotency key for headers. */
export function keyToken(idempotencyKey: string): string {
  return createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 40);
}

/** The same key gives the same Message-ID, so that a sent mail can be found again (RFC 5322 3.6.4). */
export function messageIdOf(idempotencyKey: string): string {
  return `<${keyToken(idempotencyKey)}@effects.jarvis>`;
}

/** Writes the mail by RFC 2822 and encodes it as the Gmail API wants it (base64url). */
export async function composeRaw(mail: Mail, idempotencyKey: string): Promise<string> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const subject = subjectFields(mail.subject);
  const message = await new MailComposer({
    to: [...mail.to],
    cc: mail.cc.length > 0 ? [...mail.cc] : undefined,
    ...subject,
    text: mail.text,
    html: mail.html,
    messageId: messageIdOf(idempotencyKey),
    headers: { ...('headers' in subject ? subject.headers : {}), [KEY_HEADER]: keyToken(idempotencyKey) },
    // The content comes from outside and must not make the composer read anything.
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  })
    .compile()
    .build();
  return message.toString('base64url');
}
