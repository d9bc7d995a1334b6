import type { RequestHandler } from './$types';

/** Called before the WebSocket opens: `handle` has renewed the access cookie by then if it was about to end. */
export const GET: RequestHandler = ({ locals }) =>
  new Response(null, { status: locals.accessToken ? 204 : 401, headers: { 'cache-control': 'no-store' } });
