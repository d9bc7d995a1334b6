import { error, redirect } from '@sveltejs/kit';

/** A refusal of the API as the pages need it. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  readonly details: unknown;
  readonly requestId: string | undefined;
  /** How long to wait before the same is asked again, as the server says. */
  readonly retryAfterSeconds: number | undefined;

  constructor(facts: {
    status: number;
    code: string;
    message: string;
    hint?: string | undefined;
    details?: unknown;
    requestId?: string | undefined;
    retryAfterSeconds?: number | undefined;
  }) {
    super(facts.message);
    this.name = 'ApiFailure';
    this.status = facts.status;
    this.code = facts.code;
    this.hint = facts.hint;
    this.details = facts.details;
    this.requestId = facts.requestId;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Reads the error envelope; whatever else comes back still becomes words. */
export function toFailure(body: unknown, { status, headers }: Pick<Response, 'status' | 'headers'>): ApiFailure {
  const envelope = isRecord(body) && isRecord(body['error']) ? body['error'] : {};
  const meta = isRecord(body) && isRecord(body['meta']) ? body['meta'] : {};
  return new ApiFailure({
    status,
    code: text(envelope['code']) ?? 'unexpected-answer',
    message: text(envelope['message']) ?? `The API answered ${status} without an explanation.`,
    hint: text(envelope['hint']),
    details: envelope['details'],
    requestId: text(meta['requestId']),
    retryAfterSeconds: Number(headers.get('retry-after')) || undefined,
  });
}

/**
 * What a `load` throws instead: sign-in for an ended session, else the error page with the API's own words.
 *
 * @param thing what the page's address names by its id, where its load asks for nothing else: an id that is none names
 *   nothing
 */
export function throwForPage(cause: unknown, url: URL, thing?: string): never {
  if (!(cause instanceof ApiFailure)) throw cause;
  if (cause.status === 401) redirect(303, signInAddress(url));
  if (thing !== undefined && (cause.status === 404 || cause.code === 'invalid-input'))
    error(404, `There is no such ${thing} in this observatory. Check the address, or look for it in the list.`);
  const message = cause.hint ? `${cause.message} ${cause.hint}` : cause.message;
  error(cause.status, message, { code: cause.code, ...(cause.requestId ? { requestId: cause.requestId } : {}) });
}

export function signInAddress(url: URL): string {
  const next = url.pathname + url.search;
  return next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
}

/** Only a path of our own: `//host`, `/\host` and what a browser would clean up into them (`/.//host`) leave the site. */
export function safeNext(next: string | null): string {
  const own = 'http://own.invalid';
  if (!next?.startsWith('/') || !URL.canParse(next, own)) return '/';
  const { origin, pathname, search, hash } = new URL(next, own);
  return origin === own && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/';
}
