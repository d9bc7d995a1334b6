import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { parseTheme, THEME_COOKIE } from '#lib/format/theme.ts';
import { readSession } from '#lib/server/session.ts';

export const handle: Handle = async ({ event, resolve }) => {
  event.locals.theme = parseTheme(event.cookies.get(THEME_COOKIE));
  event.locals.accessToken = await readSession(event.cookies, event.getClientAddress());
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => letPaintGoFirst(html.replace('%jarvis.theme%', event.locals.theme)),
    filterSerializedResponseHeaders: (name) => name === 'content-type' || name === 'x-request-id',
  });
  allowEditorStyles(response.headers);
  // Pages hold one person's data.
  if (response.headers.get('content-type')?.startsWith('text/html'))
    response.headers.set('cache-control', 'private, no-store');
  return response;
};

/**
 * A page can be read before its scripts have come. Forty of them are asked for at once, ahead of the style sheet, and on
 * a slow line they would share it with what the first paint needs.
 */
function letPaintGoFirst(html: string): string {
  return html.replaceAll(' rel="modulepreload">', ' rel="modulepreload" fetchpriority="low">');
}

/**
 * CodeMirror writes its own style element and signs it with the page's nonce. SvelteKit names the nonce for
 * scripts; here the same one is accepted for style elements, and nothing else inline.
 */
function allowEditorStyles(headers: Headers): void {
  const policy = headers.get('content-security-policy');
  const nonce = policy ? /'nonce-[^']+'/.exec(policy)?.[0] : undefined;
  if (policy && nonce)
    headers.set('content-security-policy', policy.replace("style-src 'self'", `style-src 'self' ${nonce}`));
}

export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (kind !== 'unknown') return;
  const requestId = crypto.randomUUID();
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(
    JSON.stringify({ level: 'error', msg: 'page failed', requestId, route: event.route.id, error: detail }),
  );
  return {
    message: 'This page could not be built. Try again; if it stays, give the request id to whoever runs Jarvis.',
    requestId,
  };
};
