import { createHash } from 'node:crypto';
import { storedBytes } from '@jarvis/json';
import { MAX_EVENT_BYTES } from '@jarvis/plan';
import type { MailEvent } from '@jarvis/triggers';
import PostalMime, { type Address, type Attachment } from 'postal-mime';

const LINE_FEED = 0x0a;
const DASH = 0x2d;
const MAX_TEXT = 200_000;
const MAX_LINE = 1_000;
/** An address has at most 320 characters (RFC 5321). */
const MAX_NAME = 320;
const MAX_PEOPLE = 100;
const MAX_ATTACHMENTS = 50;
/** No program that people write mails with nests deeper, or writes longer headers. */
const LIMITS = { maxNestingDepth: 24, maxHeadersSize: 256 * 1024, rfc822Attachments: true };

/** Far more than a mail of 10 MB needs; each costs the parser memory. */
const MAX_LINES = 200_000;
/** Lines that may begin a part. */
const MAX_MARKS = 2_000;

/** What says how a mail came about. */
const KEPT_HEADERS = ['reply-to', 'references', 'list-id', 'auto-submitted', 'precedence', 'return-path'];

/**
 * A mail as rules read it; whatever is too long is cut. All of it is as the sender wrote it.
 * @throws for what is no mail, nested too deeply, or has too many lines or parts
 */
export async function readMail(raw: Uint8Array): Promise<MailEvent> {
  checkLines(raw);
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
  return fitted({
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
  });
}

/** Before it is parsed: many short lines or parts take a hundred times their size. */
function checkLines(raw: Uint8Array): void {
  let lines = 0;
  let marks = 0;
  for (let at = raw.indexOf(LINE_FEED); at !== -1; at = raw.indexOf(LINE_FEED, at + 1)) {
    lines += 1;
    if (raw[at + 1] === DASH && raw[at + 2] === DASH) marks += 1;
    if (lines > MAX_LINES || marks > MAX_MARKS) throw new Error('The mail has too many lines or parts.');
  }
}

/** Some characters take six bytes where they are stored, so what is short enough may still be too large. */
function fitted(mail: MailEvent): MailEvent {
  let { html, text, isCut } = mail;
  while (storedBytes({ ...mail, html, text }) > MAX_EVENT_BYTES && (html !== null || text !== '')) {
    isCut = true;
    if (html === null) text = text.slice(0, text.length / 2).toWellFormed();
    else html = null;
  }
  return { ...mail, html, text, isCut };
}

/** One line, without characters that nobody sees and that take six bytes each where they are stored. */
const lineOf = (text: string, most = MAX_LINE): string =>
  text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, most)
    .toWellFormed();

function peopleOf(addresses: readonly Address[]): MailEvent['to'] {
  return addresses
    .flatMap((one) => ('group' in one && one.group ? one.group : [one]))
    .flatMap(({ name, address }) =>
      address ? [{ name: lineOf(name, MAX_NAME), address: lineOf(address, MAX_NAME) }] : [],
    );
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
