import { ConnectorError } from './errors.js';
import type { SafeHttpRequest } from './safe-http.js';

/** One request of an exchange; a redirect makes the next one. */
export interface Hop {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** Sent on to another origin; everything else might be a credential. */
const PORTABLE_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-type',
  'content-language',
  'user-agent',
]);
/** Set by the client itself: another value could lead the request past the checks or break its framing. */
const RESERVED_HEADERS = ['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade'];

/** The request as it was asked for. @throws ConnectorError `invalid-input` for what cannot be sent */
export function firstHop({ url, method, headers = {}, body }: SafeHttpRequest): Hop {
  if (!URL.canParse(url)) {
    throw new ConnectorError({
      code: 'invalid-input',
      message: `"${url.slice(0, 200)}" is not an address.`,
      hint: 'Write it in full, such as https://example.com/path.',
    });
  }
  const reserved = Object.keys(headers).find((name) => RESERVED_HEADERS.includes(name.toLowerCase()));
  if (reserved) {
    throw new ConnectorError({
      code: 'invalid-input',
      message: `The header ${reserved} cannot be set.`,
      hint: 'Leave it out; it is filled in.',
    });
  }
  const lowerCase = Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  return {
    url: new URL(url),
    method: method.toUpperCase(),
    headers: { 'accept-encoding': 'identity', ...Object.fromEntries(lowerCase) },
    body,
  };
}

/** Whether a reply sends us elsewhere. */
export function isRedirect(status: number, location: string | undefined): location is string {
  return location !== undefined && URL.canParse(location, 'http://base') && [301, 302, 303, 307, 308].includes(status);
}

/**
 * The request a redirect asks for; headers that might be credentials stay with their origin, and so does a write:
 * repeating it elsewhere would hand its content to somebody nobody chose.
 */
export function followRedirect(hop: Hop, status: number, location: string): Hop {
  const url = new URL(location, hop.url);
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
    throw new ConnectorError({
      code: 'permission',
      message: `${hop.url.host} redirected to an unencrypted address.`,
      hint: 'Use the final https address.',
      maybeSent: true,
    });
  }
  // As fetch does it (RFC 9110 15.4): 303, and 301/302 after a POST, turn into a GET without body.
  const toGet =
    (status === 303 && hop.method !== 'HEAD') || ((status === 301 || status === 302) && hop.method === 'POST');
  const method = toGet ? 'GET' : hop.method;
  if (url.origin !== hop.url.origin && method !== 'GET' && method !== 'HEAD') {
    throw new ConnectorError({
      code: 'permission',
      message: `${hop.url.host} answered ${status} and wants the ${method} repeated at ${url.origin}, which was not done.`,
      hint: 'If you trust that address, use it in the step.',
      maybeSent: true,
    });
  }
  const kept = Object.entries(hop.headers).filter(
    ([name]) =>
      (url.origin === hop.url.origin || PORTABLE_HEADERS.has(name)) &&
      name !== 'host' &&
      !(toGet && name.startsWith('content-')),
  );
  return {
    url,
    method,
    headers: Object.fromEntries(kept),
    body: toGet ? undefined : hop.body,
  };
}
