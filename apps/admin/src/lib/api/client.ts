import { mayChange, parseJson } from '@jarvis/json/text';
import { ApiFailure, toFailure } from './failure.ts';
import type { Slice } from './types.ts';

export type Fetch = typeof fetch;

/** The generated client needs an absolute address; what goes out is the path alone, to our own origin. */
const PLACEHOLDER = 'http://admin.invalid';

/** Browsers let requests that outlive their page hold 64 KiB in all (Fetch Standard, 4.6). */
const MAX_KEPT_ALIVE = 16_000;

/**
 * Options that send a generated call through the page's `fetch`: on the server that is SvelteKit's, which
 * hands the answer on to the browser with the page, so the first paint and its hydration share one request.
 */
export function through(fetch: Fetch): {
  baseUrl: string;
  fetch: Fetch;
  responseTransformer: (data: unknown) => Promise<unknown>;
} {
  let text = '';
  return {
    baseUrl: PLACEHOLDER,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const body = request.method === 'GET' ? undefined : await request.text();
      // A plain GET carries no headers of its own, so that SvelteKit finds the answer it inlined into the page.
      const headers = Object.fromEntries(request.headers);
      const response = await fetch(request.url.slice(PLACEHOLDER.length), {
        method: request.method,
        ...(Object.keys(headers).length > 0 ? { headers } : {}),
        ...(body ? { body } : {}),
        // What a person has just changed reaches the server although the page is left at once.
        keepalive: body !== undefined && body.length < MAX_KEPT_ALIVE,
      });
      text = await response.text();
      return new Response(text === '' ? null : text, { status: response.status, headers: response.headers });
    },
    // The generated client reads JSON as JavaScript does, which changes whole numbers beyond 2^53.
    responseTransformer: async (data) => (mayChange(text) ? parseJson(text) : data),
  };
}

interface Answer<Body> {
  data?: Body | undefined;
  error?: unknown;
  response?: Response | undefined;
}

/** The body of a good answer. @throws ApiFailure for everything else, an unreachable server included */
async function bodyOf<Body>(call: Promise<Answer<Body>>): Promise<Body> {
  const { data, error, response } = await call;
  if (data !== undefined) return data;
  if (!response) {
    throw new ApiFailure({
      status: 503,
      code: 'offline',
      message: 'Jarvis cannot be reached. Check your connection and try again.',
    });
  }
  throw toFailure(error, response);
}

/** `data` of the envelope. */
export async function one<Data>(call: Promise<Answer<{ data: Data }>>): Promise<Data> {
  return (await bodyOf(call)).data;
}

/** A list's `data` with the cursor of what follows. */
export async function slice<Item>(
  call: Promise<Answer<{ data: Item[]; meta: { pagination?: { nextCursor: string | null } } }>>,
): Promise<Slice<Item>> {
  const { data, meta } = await bodyOf(call);
  return { items: data, nextCursor: meta.pagination?.nextCursor ?? null };
}
