import * as z from 'zod/mini';
import { LiveEvent } from './live.js';

/** Path of the WebSocket. The token goes into the first message or the subprotocol, never into the URL. */
export const LIVE_PATH = '/ws';

/** Subprotocol the server answers with. A client may offer `['jarvis.v1', 'bearer.<access token>']`. */
export const LIVE_SUBPROTOCOL = 'jarvis.v1';
export const LIVE_BEARER_PREFIX = 'bearer.';

/** First message of a client that sent no token in the subprotocol; due within five seconds. */
export const LiveClientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('authenticate'), token: z.string().check(z.minLength(1), z.maxLength(4096)) }),
  z.object({ type: z.literal('ping') }),
]);
export type LiveClientMessage = z.infer<typeof LiveClientMessage>;

const At = z.iso.datetime();

/** What the server says about the connection itself. */
export const LiveControlMessage = z.discriminatedUnion('type', [
  /** Signed in; events follow. Whatever happened before must be fetched. */
  z.object({ type: z.literal('ready'), at: At, data: z.object({ userId: z.uuid(), heartbeatMs: z.int() }) }),
  /** Events may have been missed (the server lost its feed or this client was too slow): fetch again what is shown. */
  z.object({ type: z.literal('refetch'), at: At, data: z.object({ reason: z.string() }) }),
  z.object({ type: z.literal('heartbeat'), at: At, data: z.object({}) }),
]);
export type LiveControlMessage = z.infer<typeof LiveControlMessage>;

/** Everything a client may receive. */
export const LiveServerMessage = z.union([LiveControlMessage, LiveEvent]);
export type LiveServerMessage = z.infer<typeof LiveServerMessage>;

/** Close codes of the server. */
export const LIVE_CLOSE = {
  /** Not signed in, token invalid, or the session was revoked: sign in again, then reconnect. */
  unauthorized: 4401,
  /** `/ws/user/:userId` of somebody else. */
  forbidden: 4403,
  /** The first message was not an authentication, or a message was not understood. */
  badMessage: 4400,
  /** This client reads too slowly: reconnect and fetch again. */
  tooSlow: 4408,
} as const;
