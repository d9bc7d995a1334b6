import { randomBytes } from 'node:crypto';
import PostalMime, { type Email } from 'postal-mime';
import type { Mail } from './mails.js';

/** Reads a raw mail (base64url of RFC 2822) as Gmail does; a string says what Gmail would complain about. */
export async function parseMail(
  raw: string,
  { account, threadId }: { account: string; threadId: string | undefined },
): Promise<Mail | string> {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(raw)) return "Invalid value at 'message.raw' (TYPE_BYTES), Base64 decoding failed";
  const parsed = await PostalMime.parse(Buffer.from(raw, 'base64url'));
  const to = addresses(parsed.to);
  const cc = addresses(parsed.cc);
  if (to.length + cc.length + addresses(parsed.bcc).length === 0) return 'Recipient address required';
  const from = parsed.from?.address ?? account;
  const id = randomBytes(8).toString('hex');
  return {
    id,
    threadId: threadId ?? id,
    account,
    messageId: parsed.messageId ?? `<${id}@mail.gmail.com>`,
    from,
    to,
    cc,
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    ...(parsed.html ? { html: parsed.html } : {}),
    raw,
    labels: ['SENT'],
    headers: presentHeaders(parsed, from),
    receivedAt: new Date().toISOString(),
  };
}

/** As Gmail gives them: decoded, and with the account as sender where the mail named none. */
function presentHeaders(parsed: Email, from: string): Mail['headers'] {
  const given = parsed.headers.map(({ originalKey, key, value }) => ({
    name: originalKey,
    value: key === 'subject' ? (parsed.subject ?? value) : value,
  }));
  return given.some(({ name }) => name.toLowerCase() === 'from') ? given : [{ name: 'From', value: from }, ...given];
}

function addresses(list: ReadonlyArray<{ address?: string | undefined }> | undefined): string[] {
  return (list ?? []).flatMap(({ address }) => (address ? [address] : []));
}
