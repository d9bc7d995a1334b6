import type { Mail } from '../server/state.js';

type Format = 'full' | 'metadata' | 'minimal' | 'raw';

/** A message as `GET …/messages/{id}` gives it in one of its formats. */
export function presentMail(mail: Mail, format: Format, wantedHeaders: readonly string[]): Record<string, unknown> {
  const base = {
    id: mail.id,
    threadId: mail.threadId,
    labelIds: ['SENT'],
    snippet: mail.text.replace(/\s+/g, ' ').trim().slice(0, 200),
    historyId: String(Date.parse(mail.receivedAt)),
    internalDate: String(Date.parse(mail.receivedAt)),
    sizeEstimate: mail.text.length + (mail.html?.length ?? 0),
  };
  if (format === 'minimal') return base;
  const wanted = new Set(wantedHeaders.map((name) => name.toLowerCase()));
  const headers = mail.headers.filter(
    ({ name }) => format === 'full' || wanted.size === 0 || wanted.has(name.toLowerCase()),
  );
  const data = Buffer.from(mail.text).toString('base64url');
  const body = format === 'full' ? { body: { size: mail.text.length, data } } : {};
  return { ...base, payload: { mimeType: 'text/plain', headers, ...body } };
}
