import { proxyToApi } from '#lib/server/api-proxy.ts';
import type { RequestHandler } from './$types';

/** The vendor is asked twice meanwhile. */
const PATIENCE = { readMs: 30_000, changeMs: 30_000 };

/**
 * Where a platform sends the browser back after the consent. The API takes the answer and leads on; where it cannot,
 * the person gets a page with words all the same, and never the answer's code in an address.
 */
export const GET: RequestHandler = async (event) => {
  const answer = await proxyToApi(event, PATIENCE);
  if (answer.status === 303) return answer;
  const outcomes: Record<number, string> = { 401: 'other-session', 403: 'not-allowed' };
  const search = new URLSearchParams({
    open: event.params.platform,
    outcome: outcomes[answer.status] ?? 'failed',
  });
  return new Response(null, {
    status: 303,
    headers: { location: `/connections?${search}`, 'cache-control': 'no-store' },
  });
};
