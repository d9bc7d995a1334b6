import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { limitConnections } from './limit-connections.js';

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function start(limits: { ofNetwork: number; lifeMs: number }): Promise<() => ReturnType<typeof connect>> {
  server = createServer((socket) => socket.on('error', () => undefined).resume());
  limitConnections(server, limits);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return () => connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
}

it('takes so many of one network at a time, and another one when one has ended', async () => {
  const open = await start({ ofNetwork: 2, lifeMs: 60_000 });
  const taken = [open(), open()];
  await Promise.all(taken.map((socket) => once(socket, 'connect')));
  const [words] = (await once(open(), 'data')) as [Buffer];
  expect(words.toString()).toMatch(/^421 4\.7\.0 .*\r\n$/);
  const ended = once(server, 'connection').then(([socket]) => once(socket as (typeof taken)[number], 'close'));
  taken.pop()?.destroy();
  const refused = open();
  await ended;
  refused.destroy();
  taken.push(open());
  await once(taken.at(-1) as (typeof taken)[number], 'connect');
  for (const socket of taken) socket.destroy();
});

it('ends a connection whose time is over, however busy it is', async () => {
  const open = await start({ ofNetwork: 2, lifeMs: 50 });
  const socket = open();
  const busy = setInterval(() => socket.write('x'), 5);
  await once(socket, 'close');
  clearInterval(busy);
});
