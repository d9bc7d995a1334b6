import type { SMTPServer, SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { networkOf } from '../http/caller-address.js';
import { tooMany } from './smtp-refusal.js';

interface Limits {
  ofNetwork: number;
  lifeMs: number;
}

/**
 * Keeps one sender from holding all places: so many connections of its network at a time, and each of them for so long.
 * The server's own list is counted: the socket below TLS does not say when it has ended.
 */
export function limitConnections(
  serverOf: () => SMTPServer | undefined,
  { ofNetwork, lifeMs }: Limits,
): Required<Pick<SMTPServerOptions, 'onConnect' | 'onClose'>> {
  const lives = new Map<string, NodeJS.Timeout>();
  return {
    onConnect(session, callback) {
      const open = [...(serverOf()?.connections ?? [])];
      const before = open.slice(
        0,
        open.findIndex((one) => one.session === session),
      );
      const network = networkOf(session.remoteAddress);
      const ofThis = before.filter((one) => networkOf(one.remoteAddress) === network);
      if (ofThis.length >= ofNetwork) {
        callback(tooMany(421));
        return;
      }
      lives.set(
        session.id,
        setTimeout(() => hangUp(serverOf(), session), lifeMs),
      );
      callback();
    },
    onClose(session, callback) {
      clearTimeout(lives.get(session.id));
      lives.delete(session.id);
      callback();
    },
  };
}

/** Ends a connection, in the middle of whatever it does. */
export function hangUp(
  server: SMTPServer | undefined,
  session: SMTPServerSession,
  reply: { responseCode: number; message: string } = tooMany(421),
): void {
  for (const connection of server?.connections ?? []) {
    if (connection.session !== session) continue;
    connection.send(reply.responseCode, reply.message, false);
    connection.close();
  }
}
