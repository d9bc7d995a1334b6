import type { HttpBindings } from '@hono/node-server';
import type { Hono, MiddlewareHandler } from 'hono';
import type { Journal } from './journal.js';

export interface Bindings {
  Bindings: HttpBindings;
}

/** What says who asks. */
export interface Asking {
  header(name: string): string | undefined;
}

export type VendorApp = Hono<Bindings>;

/** Writes each request to the journal under the vendor's real address, before anything else happens to it. */
export function recordRequests(journal: Journal, platform: string, origin: string): MiddlewareHandler<Bindings> {
  return async (context, next) => {
    const { req } = context;
    const url = new URL(req.url);
    journal.append({
      at: new Date().toISOString(),
      platform,
      method: req.method,
      url: `${origin}${url.pathname}${url.search}`,
      headers: { ...req.header(), host: new URL(origin).host },
      body: await req.text(),
    });
    return next();
  };
}

/** The request's body as JSON; undefined when it is not JSON. */
export async function readJson(request: { text(): Promise<string> }): Promise<unknown> {
  try {
    return JSON.parse(await request.text());
  } catch {
    return undefined;
  }
}
