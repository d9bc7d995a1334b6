import type { Server, Socket } from 'node:net';
import { networkOf, plainAddress } from '../http/caller-address.js';

/** Keeps one sender from holding all places: so many connections of its network at a time, and each of them for so long. */
export function limitConnections(server: Server, { ofNetwork, lifeMs }: { ofNetwork: number; lifeMs: number }): void {
  const open = new Map<string, number>();
  // Before the server says its own words.
  server.prependListener('connection', (socket: Socket) => {
    const network = networkOf(plainAddress(socket.remoteAddress) ?? '');
    const before = open.get(network) ?? 0;
    if (before >= ofNetwork) {
      socket.on('error', () => undefined);
      socket.write('421 4.7.0 Too many connections of your network at once. Try again in a minute.\r\n');
      socket.destroySoon();
      return;
    }
    open.set(network, before + 1);
    const life = setTimeout(() => socket.destroy(), lifeMs);
    socket.once('close', () => {
      clearTimeout(life);
      const left = (open.get(network) ?? 1) - 1;
      if (left === 0) open.delete(network);
      else open.set(network, left);
    });
  });
}
