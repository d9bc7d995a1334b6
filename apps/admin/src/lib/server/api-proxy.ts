import type { RequestEvent } from '@sveltejs/kit';
import { config } from './config.js';
import { refuseCrossSite } from './csrf.js';
import { dropAccess } from './session.js';

/**
 * Longer than the API takes for anything it still answers. Reading is quick, so a person soon learns that the API
 * hangs; a change may be a rehearsal, or ask a vendor.
 */
const PATIENCE = { readMs: 8_000, changeMs: 30_000 };

const FORWARDED_REQUEST = ['accept', 'accept-language', 'content-type', 'idempotency-key', 'if-match', 'user-agent'];
const FORWARDED_RESPONSE = [
  // The API's own page (/api/docs) has scripts of its own.
  'content-security-policy',
  'content-type',
  'content-disposition',
  'cache-control',
  'etag',
  'location',
  'retry-after',
  'x-request-id',
  'ratelimit',
  'ratelimit-policy',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
];

function failure(status: number, code: string, message: string): Response {
  const requestId = crypto.randomUUID();
  return Response.json(
    { success: false, error: { code, message, details: [] }, meta: { timestamp: new Date().toISOString(), requestId } },
    { status, headers: { 'x-request-id': requestId, 'cache-control': 'no-store' } },
  );
}

/** Passes a request of our own pages to the API with the session's bearer token, which never reaches the browser. */
export async function proxyToApi(event: RequestEvent, { readMs, changeMs } = PATIENCE): Promise<Response> {
  const { request, url, locals } = event;
  const hasBody = request.body !== null;
  const refusal = refuseCrossSite({
    method: request.method,
    ownOrigin: url.origin,
    origin: request.headers.get('origin'),
    fetchSite: request.headers.get('sec-fetch-site'),
    contentType: request.headers.get('content-type'),
    hasBody,
  });
  if (refusal) return failure(403, 'cross-site-request', refusal);

  const headers = new Headers({
    'x-forwarded-for': event.getClientAddress(),
    'x-forwarded-host': url.host,
    'x-forwarded-proto': url.protocol.slice(0, -1),
  });
  for (const name of FORWARDED_REQUEST) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (config.clientSecret) headers.set('x-jarvis-admin', config.clientSecret);
  if (locals.accessToken) headers.set('authorization', `Bearer ${locals.accessToken}`);

  const patienceMs = request.method === 'GET' ? readMs : changeMs;
  const patience = AbortSignal.timeout(patienceMs);
  try {
    const response = await fetch(`${config.apiUrl}${url.pathname}${url.search}`, {
      method: request.method,
      headers,
      body: hasBody ? await request.arrayBuffer() : null,
      redirect: 'manual',
      signal: AbortSignal.any([request.signal, patience]),
    });
    // A session that was ended elsewhere: kept, the token would pass for a sign-in until it runs out.
    if (response.status === 401 && locals.accessToken) dropAccess(event.cookies);
    const answer = new Headers({ 'cache-control': 'no-store' });
    for (const name of FORWARDED_RESPONSE) {
      const value = response.headers.get(name);
      if (value !== null) answer.set(name, value);
    }
    return new Response(response.body, { status: response.status, headers: answer });
  } catch (cause) {
    if (request.signal.aborted) return failure(499, 'client-closed', 'The browser gave up on the request.');
    if (patience.aborted)
      return failure(
        504,
        'api-timeout',
        `The Jarvis API has not answered for ${patienceMs / 1000} seconds. It may be busy or hang. Try again in a moment.`,
      );
    console.error(JSON.stringify({ level: 'error', msg: 'api unreachable', url: config.apiUrl, error: String(cause) }));
    return failure(
      503,
      'api-unreachable',
      'The Jarvis API does not answer. Check that it is running; this page recovers by itself when it is back.',
    );
  }
}
