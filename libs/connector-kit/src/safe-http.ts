import { isIP, type LookupFunction } from 'node:net';
import type { Agent } from 'undici';
import { checkAddress, checkTarget, resolveTarget, type EgressPolicy } from './egress.js';
import { ConnectorError } from './errors.js';
import { firstHop, followRedirect, isRedirect, type Hop } from './hop.js';
import { fromNetworkError } from './network-errors.js';
import { decode, readLimited } from './reply-body.js';

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
  /** Empty when `bodyError` is set. */
  body: Buffer;
  /**
   * Why the body could not be read to its end: cut off, packed wrongly, too large. The status has arrived all the same,
   * so a write that answered 2xx took effect.
   */
  bodyError?: ConnectorError;
  /** The address that answered, after redirects. */
  url: string;
  /** How often it was redirected. After a write, a redirect means that the first address had taken the request. */
  redirects: number;
}

/** HTTP for addresses that a user or a model can influence; see {@link createSafeHttp}. */
export interface SafeHttpClient {
  request(request: SafeHttpRequest): Promise<SafeHttpResponse>;
  /**
   * Sends nothing and says whether requests to `url` would be refused.
   * @throws ConnectorError `permission` when they would; `unavailable` when the name has no address at the moment
   */
  check(url: string): Promise<void>;
  close(): Promise<void>;
}

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
      try {
        checkTarget(next.url, policy);
        const reply = await send(await openAgent(), next, {
          signal,
          maxBytes: options.maxBytes ?? 2_000_000,
        });
        const location = reply.headers.location;
        if (maxRedirects === 0 || !isRedirect(reply.status, location)) {
          return { ...reply, url: next.url.href, redirects };
        }
        if (redirects >= maxRedirects) throw tooManyRedirects(next.url.host, maxRedirects);
        next = followRedirect(next, reply.status, location);
      } catch (error) {
        // Whatever fails from here on, the first address has had the request.
        throw redirects > 0 && error instanceof ConnectorError ? error.afterSending() : error;
      }
    }
  }

  return {
    request,
    check: (url) => checkAddress(firstHop({ method: 'GET', url }).url, policy),
    close: async () => (await agent)?.close(),
  };
}

function tooManyRedirects(host: string, limit: number): ConnectorError {
  return new ConnectorError({
    code: 'unavailable',
    message: `${host} redirected more than ${limit} times.`,
    maybeSent: true,
  });
}

/** undici is loaded with the first request: the API only imports this module for its types and schemas. */
async function createAgent(policy: EgressPolicy): Promise<Agent> {
  const { Agent, buildConnector } = await import('undici');
  return new Agent({
    connect(options, callback) {
      const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
      resolveTarget({ hostname: options.hostname, port }, policy).then(
        (addresses) =>
          buildConnector({
            timeout: 10_000,
            autoSelectFamily: true,
            lookup: answerWith(addresses),
          })(options, callback),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
      );
    },
  });
}

/** A look-up that knows its answer: pins a connection to checked addresses, of which Node tries one after the other. */
function answerWith(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, options, callback) => {
    const [first] = found;
    if (options.all) callback(null, found);
    else callback(null, first?.address ?? '', first?.family);
  };
}

async function send(
  dispatcher: Agent,
  hop: Hop,
  { signal, maxBytes }: { signal: AbortSignal; maxBytes: number },
): Promise<Pick<SafeHttpResponse, 'status' | 'headers' | 'body' | 'bodyError'>> {
  const { request } = await import('undici');
  try {
    const method = hop.method;
    const reply = await request(hop.url, {
      dispatcher,
      method,
      headers: hop.headers,
      body: hop.body,
      signal,
    });
    const headers = flattenHeaders(reply.headers);
    const status = reply.statusCode;
    try {
      const limit = { maxBytes, host: hop.url.host };
      const body = decode(await readLimited(reply.body, limit), headers['content-encoding'], limit);
      return { status, headers, body };
    } catch (error) {
      const bodyError = fromNetworkError(error, { where: hop.url.host, answered: true });
      return { status, headers, body: Buffer.alloc(0), bodyError };
    }
  } catch (error) {
    throw fromNetworkError(error, { where: hop.url.host });
  }
}

function flattenHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
