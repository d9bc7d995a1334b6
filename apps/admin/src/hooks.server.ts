import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { parseTheme, THEME_COOKIE } from '#lib/format/theme.ts';
import { readSession } from '#lib/server/session.ts';

export const handle: Handle = async ({ event, resolve }) => {
  event.locals.theme = parseTheme(event.cookies.get(THEME_COOKIE));
  event.locals.accessToken = await readSession(event.cookies);
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%jarvis.theme%', event.locals.theme),
    filterSerializedResponseHeaders: (name) => name === 'content-type' || name === 'x-request-id',
  });
  // Pages hold one person's data.
  if (response.headers.get('content-type')?.startsWith('text/html')) response.headers.set('cache-control', 'private, no-store');
  return response;
};

export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (kind !== 'unknown') return;
  const requestId = crypto.randomUUID();
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(JSON.stringify({ level: 'error', msg: 'page failed', requestId, route: event.route.id, error: detail }));
  return { message: 'This page could not be built. Try again; if it stays, give the request id to whoever runs Jarvis.', requestId };
};
