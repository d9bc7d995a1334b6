import type { IncomingMessage } from 'node:http';
import type { Config } from '@jarvis/config';
import { LIVE_BEARER_PREFIX, LIVE_PATH, LIVE_SUBPROTOCOL } from '@jarvis/contracts';
import { z } from 'zod';

export interface LiveTarget {
  /** Set for `/ws/user/:userId`: the token must be of this user. */
  userId?: string;
}

/** What an upgrade request asks for; undefined when it is not for us. A query is refused: a token might be in it. */
export function targetOf(url: string | undefined): LiveTarget | undefined {
  if (url === LIVE_PATH) return {};
  const userId = z.uuid().safeParse(url?.slice(`${LIVE_PATH}/user/`.length));
  return url?.startsWith(`${LIVE_PATH}/user/`) === true && userId.success ? { userId: userId.data } : undefined;
}

/** The access token of a client that can give it at once: as a subprotocol, or (servers) as a bearer. */
export function tokenOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
  const fromProtocol = offered.find((name) => name.startsWith(LIVE_BEARER_PREFIX))?.slice(LIVE_BEARER_PREFIX.length);
  return fromProtocol ?? /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** The server names itself and never repeats the token. */
export function selectSubprotocol(offered: ReadonlySet<string>): string | false {
  return offered.has(LIVE_SUBPROTOCOL) ? LIVE_SUBPROTOCOL : false;
}

/** Browsers always send an origin: it must be the admin's, or the API's own page. Others send none. */
export function isAllowedOrigin(origin: string | undefined, { admin, api, mode }: Config): boolean {
  if (origin === undefined) return true;
  if ([admin.url, api.publicUrl].some((url) => new URL(url).origin === origin)) return true;
  return mode === 'embedded' && /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(origin);
}
