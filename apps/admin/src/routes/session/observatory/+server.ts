import { z } from 'zod';
import { config } from '#lib/server/config.ts';
import { refuseCrossSite } from '#lib/server/csrf.ts';
import { writeSession } from '#lib/server/session.ts';
import { Tokens } from '#lib/server/tokens.ts';
import type { RequestHandler } from './$types';

const reply = z.object({ data: Tokens });

/** Switching gives new tokens, which only this server may hold. */
export const POST: RequestHandler = async ({ request, url, locals, cookies }) => {
  const refusal = refuseCrossSite({
    method: request.method,
    ownOrigin: url.origin,
    origin: request.headers.get('origin'),
    fetchSite: request.headers.get('sec-fetch-site'),
    contentType: request.headers.get('content-type'),
    hasBody: request.body !== null,
  });
  if (refusal) return Response.json({ error: { code: 'cross-site-request', message: refusal } }, { status: 403 });
  const response = await fetch(`${config.apiUrl}/api/v1/auth/observatory`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${locals.accessToken ?? ''}` },
    body: await request.text(),
  });
  const body: unknown = await response.json();
  if (!response.ok) return Response.json(body, { status: response.status });
  writeSession(cookies, reply.parse(body).data);
  return Response.json({ switched: true });
};
