import type { Mail } from './mails.js';

export type MailFormat = 'full' | 'metadata' | 'minimal' | 'raw';

/** A message as `GET …/messages/{id}` gives it in one of its formats. */
export function presentMail(mail: Mail, format: MailFormat, wantedHeaders: readonly string[]): Record<string, unknown> {
  const base = {
    id: mail.id,
    threadId: mail.threadId,
    labelIds: mail.labels,
    snippet: mail.text.replace(/\s+/g, ' ').trim().slice(0, 200),
    historyId: String(Date.parse(mail.receivedAt)),
    internalDate: String(Date.parse(mail.receivedAt)),
    sizeEstimate: Buffer.byteLength(mail.raw, 'base64url'),
  };
  switch (format) {
    case 'minimal':
      return base;
    case 'raw':
      return { ...base, raw: mail.raw };
    case 'metadata':
      return { ...base, payload: { mimeType: mimeTypeOf(mail), headers: chosenHeaders(mail, wantedHeaders) } };
    case 'full':
      return {
        ...base,
        payload: { partId: '', mimeType: mimeTypeOf(mail), filename: '', headers: mail.headers, ...content(mail) },
      };
  }
}

const mimeTypeOf = ({ html }: Mail) => (html === undefined ? 'text/plain' : 'multipart/alternative');

function chosenHeaders({ headers }: Mail, wantedHeaders: readonly string[]): Mail['headers'] {
  const wanted = new Set(wantedHeaders.map((name) => name.toLowerCase()));
  return headers.filter(({ name }) => wanted.size === 0 || wanted.has(name.toLowerCase()));
}

function content({ text, html }: Mail): Record<string, unknown> {
  if (html === undefined) return { body: bodyOf(text) };
  const part = (partId: string, mimeType: string, value: string) => ({
    partId,
    mimeType,
    filename: '',
    headers: [],
    body: bodyOf(value),
  });
  return { body: { size: 0 }, parts: [part('0', 'text/plain', text), part('1', 'text/html', html)] };
}

const bodyOf = (value: string) => ({ size: Buffer.byteLength(value), data: Buffer.from(value).toString('base64url') });
