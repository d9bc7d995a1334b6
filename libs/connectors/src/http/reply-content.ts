import { isAscii, isUtf8 } from 'node:buffer';
import type { ConnectorError, SafeHttpResponse } from '@jarvis/connector-kit';
import { Json, parseJson } from '@jarvis/json';
import { web } from './platform.js';

/** What a reply's body proved to be. */
export interface ReplyContent {
  /** JSON where the reply announces it and is, text where it is text, null where there is nothing to read. */
  body: Json;
  /** The body as text; empty where it is none. */
  text: string;
  /** Why the body is not what it announces, or null although something came. */
  problem?: ConnectorError;
  /** Why some of its characters may be wrong. */
  doubt?: string;
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
  const { decoded, charset, damaged } = decodeText(reply.body, type);
  const text = hide(decoded);
  const doubt = `${host} announced the charset ${charset} and sent something else: what cannot be read shows as \uFFFD.`;
  const read = { text, ...(damaged ? { doubt } : {}) };
  if (!isJson(type)) return { ...read, body: text };
  if (text.trim() === '') return { ...read, body: null };
  try {
    return { ...read, body: Json.parse(parseJson(text)) };
  } catch (cause) {
    return { ...read, body: text, problem: unreadable(`${host} announced JSON and sent something else.`, cause) };
  }
}

const isJson = (type: string) => /[/+]json\b/i.test(type);

function unreadable(message: string, cause?: unknown): ConnectorError {
  return web.error({
    code: 'unavailable',
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
 * A byte order mark comes before the header. What names no charset, or one nobody knows, is UTF-8 where it can be, else
 * windows-1252, as in browsers. JSON is UTF-8 whatever a header says (RFC 8259 8.1), except where it cannot be.
 */
function decodeText(bytes: Buffer, type: string): { decoded: string; charset: string; damaged: boolean } {
  const named = markedCharset(bytes) ?? namedCharset(type);
  const isText = isUtf8(bytes);
  const overruled = isJson(type) && isText && !isAscii(bytes);
  const charset = overruled ? 'utf-8' : (named ?? (isText ? 'utf-8' : 'windows-1252'));
  try {
    return { decoded: new TextDecoder(charset, { fatal: true }).decode(bytes), charset, damaged: false };
  } catch {
    return { decoded: new TextDecoder(charset).decode(bytes), charset, damaged: true };
  }
}

function markedCharset(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function namedCharset(type: string): string | undefined {
  const [, named] = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(type) ?? [];
  if (named === undefined) return undefined;
  try {
    return new TextDecoder(named).encoding;
  } catch {
    return undefined;
  }
}
