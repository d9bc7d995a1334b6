import { createHash } from 'node:crypto';
import type { MailEvent } from '@jarvis/triggers';
import PostalMime, { type Address, type Attachment } from 'postal-mime';

const MAX_TEXT = 200_000;
const MAX_LINE = 1_000;
const MAX_PEOPLE = 100;
const MAX_ATTACHMENTS = 50;
/** No program that people write mails with nests deeper, or writes longer headers. */
const LIMITS = { maxNestingDepth: 24, maxHeadersSize: 256 * 1024, rfc822Attachments: true };

/** What says how a mail came about. */
const KEPT_HEADERS = ['reply-to', 'references', 'list-id', 'auto-submitted', 'precedence', 'return-path'];

/**
 * A mail as rules read it; whatever is too long is cut. All of it is as the sender wrote it.
 * @throws for what is no mail, or nested too deeply
 */
export async function readMail(raw: Uint8Array): Promise<MailEvent> {
  const mail = await PostalMime.parse(raw, LIMITS);
  const { subject = '', messageId, inReplyTo, date } = mail;
  const text = mail.text ?? '';
  const html = mail.html ?? null;
  const [to, cc] = [peopleOf(mail.to ?? []), peopleOf(mail.cc ?? [])];
  const isCut =
    text.length > MAX_TEXT ||
    (html?.length ?? 0) > MAX_TEXT ||
    subject.length > MAX_LINE ||
    Math.max(to.length, cc.length) > MAX_PEOPLE ||
    mail.attachments.length > MAX_ATTACHMENTS;
  return {
    from: peopleOf(mail.from ? [mail.from] : [])[0] ?? { name: '', address: '' },
    to: to.slice(0, MAX_PEOPLE),
    cc: cc.slice(0, MAX_PEOPLE),
    subject: lineOf(subject),
    date: momentOf(date),
    messageId: lineOf(messageId ?? `<${createHash('sha256').update(raw).digest('hex')}@no-message-id>`),
    inReplyTo: inReplyTo === undefined ? null : lineOf(inReplyTo),
    text: text.slice(0, MAX_TEXT).toWellFormed(),
    html: html?.slice(0, MAX_TEXT).toWellFormed() ?? null,
    headers: Object.fromEntries(
      KEPT_HEADERS.flatMap((name) => {
        const found = mail.headers.find(({ key }) => key === name);
        return found ? [[name, lineOf(found.value)]] : [];
      }),
    ),
    attachments: mail.attachments.slice(0, MAX_ATTACHMENTS).map(shown),
    isCut,
  };
}

const lineOf = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_LINE).toWellFormed();

function peopleOf(addresses: readonly Address[]): MailEvent['to'] {
  return addresses
    .flatMap((one) => ('group' in one && one.group ? one.group : [one]))
    .flatMap(({ name, address }) => (address ? [{ name: lineOf(name), address: lineOf(address) }] : []));
}

/** Nobody can be held to a date that is none. */
function momentOf(date: string | undefined): string | null {
  const at = new Date(date ?? Number.NaN);
  const year = at.getUTCFullYear();
  return year >= 1970 && year <= 9999 ? at.toISOString() : null;
}

function shown({ filename, mimeType, content }: Attachment): MailEvent['attachments'][number] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
  return {
    name: lineOf(filename ?? ''),
    type: lineOf(mimeType),
    size: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
