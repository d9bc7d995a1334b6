const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface RequestFacts {
  method: string;
  /** Origin of the admin as this request addressed it. */
  ownOrigin: string;
  origin: string | null;
  fetchSite: string | null;
  contentType: string | null;
  hasBody: boolean;
}

/**
 * Why a state-changing request through the cookie session is refused, or null when it may pass.
 * The cookie alone never suffices: the browser must say that our own page sent it, and a body must be JSON,
 * which a foreign form cannot produce.
 */
export function refuseCrossSite(request: RequestFacts): string | null {
  if (SAFE.has(request.method)) return null;
  if (request.origin !== request.ownOrigin) return 'The request came from another site, so nothing was changed.';
  if (request.fetchSite !== null && request.fetchSite !== 'same-origin')
    return 'The request came from another site, so nothing was changed.';
  if (request.hasBody && !/^application\/json\b/i.test(request.contentType ?? ''))
    return 'The body must be JSON (content-type application/json).';
  return null;
}
