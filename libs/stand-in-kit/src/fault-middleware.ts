import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, MiddlewareHandler } from 'hono';
import type { Fault, FaultQueue } from './faults.js';
import type { Bindings } from './vendor-app.js';

/** How one vendor words its failures. */
export interface FaultReplies {
  rateLimited(retryAfter: number): Response;
  serverError(): Response;
}

/** Requests that fail on order: what rules do, not the look-ups with which a connection is checked. */
export type Failable = (request: { method: string; path: string }) => boolean;

/** Delivers the failures asked for through `POST /_faults`. */
export function deliverFaults(
  queue: FaultQueue,
  platform: string,
  replies: FaultReplies,
  failable: Failable,
): MiddlewareHandler<Bindings> {
  return async (context, next) => {
    const { method, path } = context.req;
    const fault = failable({ method, path }) ? queue.take(platform, { isWrite: method !== 'GET' }) : undefined;
    switch (fault?.kind) {
      case undefined:
        return next();
      case 'rate-limited':
        return replies.rateLimited(fault.retryAfter);
      case 'server-error':
        return replies.serverError();
      case 'timeout-after-accept':
        await next();
        await holdThenDrop(fault, context.env);
        replaceReply(context, RESPONSE_ALREADY_SENT);
        return undefined;
      case 'malformed':
        await next();
        // Announces JSON and breaks off, as a proxy or a dying process does.
        replaceReply(
          context,
          new Response((await context.res.text()).slice(0, 12), {
            status: context.res.status,
            headers: { 'content-type': 'application/json' },
          }),
        );
        return undefined;
    }
  };
}

/** Hono merges a second answer into the first unless the first is taken away. */
function replaceReply(context: Context<Bindings>, reply: Response): void {
  context.res = undefined;
  context.res = reply;
}

/** Leaves the caller without an answer until it gives up or the time is over. */
async function holdThenDrop({ holdMs }: Fault, { incoming, outgoing }: Bindings['Bindings']): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, holdMs);
    outgoing.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  incoming.socket.destroy();
}
