import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Agent, Dispatcher } from 'undici';
import { checkTarget, resolveTarget, type EgressPolicy } from './egress.js';
import { ConnectorError } from './errors.js';
import { fromNetworkError } from './network-errors.js';

export interface SafeHttpRequest {
  method: string;
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  /** For the whole exchange, redirects included. Default 30,000. */
  timeoutMs?: number;
  /** Default 2 MB, after decompression. */
  maxBytes?: number;
  /** Default 5; 0 returns the redirect itself. */
  maxRedirects?: number;
}

export interface SafeHttpResponse {
  status: number;
  /** Lower-case names; repeated headers joined by a comma. */
  headers: Record<string, string>;
  body: Buffer;
  /** The address that answered, after redirects. */
  url: string;
}

/** HTTP for addresses that a user or a model can influence; see {@link createSafeHttp}. */
export interface SafeHttpClient {
  request(request: SafeHttpRequest): Promise<SafeHttpResponse>;
  close(): Promise<void>;
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
const DECODERS: Readonly<
  Record<string, (data: Buffer, limit: { maxOutputLength: number }) => Buffer>
> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/**
 * Makes the client through which every request goes whose address was not written by us. It connects only to the
 * address it checked, checks again on each redirect, drops credentials when the origin changes, and caps size and time.
 */
export function createSafeHttp(policy: EgressPolicy = {}): SafeHttpClient {
  let agent: Promise<Agent> | undefined;
  const openAgent = () => (agent ??= createAgent(policy));

  async function request(options: SafeHttpRequest): Promise<SafeHttpResponse> {
    const timeout = AbortSignal.timeout(options.timeoutMs ?? 30_000);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    const maxRedirects = options.maxRedirects ?? 5;
    let next = firstHop(options);
    for (let redirects = 0; ; redirects += 1) {
      checkTarget(next.url, policy);
      const reply = await send(await openAgent(), next, {
        signal,
        maxBytes: options.maxBytes ?? 2_000_000,
      });
      const location = reply.headers.location;
      if (maxRedirects === 0 || !isRedirect(reply.status) || !location)
        return { ...reply, url: next.url.href };
      if (redirects >= maxRedirects) {
        throw new ConnectorError({
          code: 'unavailable',
          message: `${next.url.host} redirected more than ${maxRedirects} times.`,
          maybeSent: true,
        });
      }
      next = followRedirect(next, reply.status, location);
    }
  }

  return { request, close: async () => (await agent)?.close() };
}

/** undici is loaded with the first request: the API only imports this module for its types and schemas. */
async function createAgent(policy: EgressPolicy): Promise<Agent> {
  const { Agent, buildConnector } = await import('undici');
  const connect = buildConnector({ timeout: 10_000 });
  return new Agent({
    connect(options, callback) {
      const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
      resolveTarget({ hostname: options.hostname, port }, policy).then(
        (address) =>
          connect(
            { ...options, hostname: address, servername: options.servername ?? options.hostname },
            callback,
          ),
        (error: unknown) =>
          callback(error instanceof Error ? error : new Error(String(error)), null),
      );
    },
  });
}

interface Hop {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

function firstHop({ url, method, headers = {}, body }: SafeHttpRequest): Hop {
  if (!URL.canParse(url)) {
    throw new ConnectorError({
      code: 'invalid-input',
      message: `"${url.slice(0, 200)}" is not an address.`,
      hint: 'Write it in full, such as https://example.com/path.',
    });
  }
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    url: new URL(url),
    method: method.toUpperCase(),
    headers: { 'accept-encoding': 'identity', ...Object.fromEntries(lowerCase) },
    body,
  };
}

async function send(
  dispatcher: Agent,
  hop: Hop,
  { signal, maxBytes }: { signal: AbortSignal; maxBytes: number },
): Promise<Omit<SafeHttpResponse, 'url'>> {
  const { request } = await import('undici');
  try {
    const method = hop.method as Dispatcher.HttpMethod;
    const reply = await request(hop.url, {
      dispatcher,
      method,
      headers: hop.headers,
      body: hop.body,
      signal,
    });
    const headers = flattenHeaders(reply.headers);
    const body = decode(
      await readLimited(reply.body, maxBytes, hop.url.host),
      headers['content-encoding'],
      maxBytes,
    );
    return { status: reply.statusCode, headers, body };
  } catch (error) {
    throw fromNetworkError(error, { where: hop.url.host });
  }
}

async function readLimited(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
  host: string,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(host, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decode(body: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  const decoder = encoding === undefined ? undefined : DECODERS[encoding.trim().toLowerCase()];
  return decoder && body.length > 0 ? decoder(body, { maxOutputLength: maxBytes }) : body;
}

function tooLarge(host: string, maxBytes: number): ConnectorError {
  return new ConnectorError({
    code: 'invalid-input',
    message: `The reply of ${host} is larger than ${Math.round(maxBytes / 1000)} kB.`,
    hint: 'Ask for less, for instance with a filter or paging.',
    maybeSent: true,
  });
}

function flattenHeaders(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined
        ? []
        : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);

function followRedirect(hop: Hop, status: number, location: string): Hop {
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
    (status === 303 && hop.method !== 'HEAD') ||
    ((status === 301 || status === 302) && hop.method === 'POST');
  const kept = Object.entries(hop.headers).filter(
    ([name]) =>
      (url.origin === hop.url.origin || PORTABLE_HEADERS.has(name)) &&
      name !== 'host' &&
      !(toGet && name.startsWith('content-')),
  );
  return {
    url,
    method: toGet ? 'GET' : hop.method,
    headers: Object.fromEntries(kept),
    body: toGet ? undefined : hop.body,
  };
}
