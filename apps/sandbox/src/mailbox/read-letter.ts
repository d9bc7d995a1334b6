import { randomUUID } from 'node:crypto';
import PostalMime from 'postal-mime';
import type { Letter } from './letters.js';

/** Reads a mail as it came over SMTP. @param recipients whom the envelope names: headers may claim others */
export async function readLetter(raw: Buffer, recipients: readonly string[]): Promise<Letter> {
  const { messageId, from, subject, text, html } = await PostalMime.parse(raw);
  return {
    messageId: messageId ?? `<${randomUUID()}@sandbox>`,
    from: from?.address === undefined ? '' : from.name ? `${from.name} <${from.address}>` : from.address,
    to: [...recipients],
    subject: subject ?? '',
    text: text ?? '',
    ...(html ? { html } : {}),
    receivedAt: new Date().toISOString(),
    copies: 1,
  };
}
