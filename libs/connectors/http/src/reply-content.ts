import { ConnectorError, type SafeHttpResponse } from '@jarvis/connector-kit';
import { Json, parseJson } from '@jarvis/json';

/** What a reply's body proved to be. */
export interface ReplyContent {
  /** JSON where the reply announces it and is, text where it is text, null where there is nothing to read. */
  body: Json;
  /** The body as text; empty where it is none. */
  text: string;
  /** Why the body is not what it announces, or null although something came. */
  problem?: ConnectorError;
}

/**
 * Reads a reply's body by its content type.
 * @param hide applied to the text before anything is read from it
 */
export function readContent(reply: SafeHttpResponse, hide: (text: string) => string): ReplyContent {
  const { host } = new URL(reply.url);
  if (reply.bodyError) return { body: null, text: '', problem: reply.bodyError };
  if (reply.body.length === 0) return { body: null, text: '' };
  const type = reply.headers['content-type'] ?? '';
  if (isBinary(type)) {
    const what = `${type.split(';')[0] ?? type} of ${reply.body.length} bytes`;
    return { body: null, text: '', problem: unreadable(`${host} answered with ${what}, which is no text.`) };
  }
  const text = hide(decodeText(reply.body, type));
  if (!/[/+]json\b/i.test(type)) return { body: text, text };
  try {
    return { body: Json.parse(parseJson(text)), text };
  } catch (cause) {
    return { body: text, text, problem: unreadable(`${host} announced JSON and sent something else.`, cause) };
  }
}

function unreadable(message: string, cause?: unknown): ConnectorError {
  return new ConnectorError({
    code: 'unavailable',
    platform: 'http',
    maybeSent: true,
    message,
    hint: 'Look at what the service answers; a proxy in between may have replied.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Types whose bytes are not text, whatever charset is read into them. */
function isBinary(type: string): boolean {
  return (
    (/^\s*(image|audio|video|font)\//i.test(type) && !/\+xml\b/i.test(type)) ||
    /^\s*application\/(octet-stream|pdf|zip|gzip|x-tar|x-7z-compressed|vnd\.(ms-|openxmlformats))/i.test(type)
  );
}

/**
 * Text by the charset of its content type (the names and meanings browsers use: https://encoding.spec.whatwg.org).
 * A byte order mark comes before the header; what names none, or one nobody knows, is UTF-8.
 */
function decodeText(bytes: Buffer, type: string): string {
  return new TextDecoder(charsetOf(bytes, type)).decode(bytes);
}

function charsetOf(bytes: Buffer, type: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const named = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(named).encoding;
  } catch {
    return 'utf-8';
  }
}
