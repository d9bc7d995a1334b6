import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { generate } from 'selfsigned';
import { SMTPServer } from 'smtp-server';
import { limitConnections } from './limit-connections.js';

let server: SMTPServer;
afterEach(() => new Promise<void>((resolve) => server.close(resolve)));

const port = () => (server.server.address() as AddressInfo).port;
const open = (): Socket => connect(port(), '127.0.0.1').on('error', () => undefined);
const hears = async (socket: Socket) => String(((await once(socket, 'data')) as [Buffer])[0]);

async function start(limits: { ofNetwork: number; lifeMs: number }): Promise<void> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 });
  server = new SMTPServer({ cert, key, authOptional: true, ...limitConnections(() => server, limits) });
  server.on('error', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
}

it('takes so many of one network, the first of them where several come at once, and another one when one has ended', async () => {
  await start({ ofNetwork: 2, lifeMs: 60_000 });
  const sockets = [open(), open(), open()];
  const words = await Promise.all(sockets.map(hears));
  expect(words.map((text) => text.slice(0, 3)).sort()).toEqual(['220', '220', '421']);
  const taken = sockets.filter((_, at) => words[at]?.startsWith('220'));
  taken[0]?.end('QUIT\r\n');
  await once(taken[0] as Socket, 'close');
  const next = open();
  expect(await hears(next)).toMatch(/^220 /);
  for (const socket of [...sockets, next]) socket.destroy();
});

it('counts connections that went on in TLS no longer than they are there', async () => {
  await start({ ofNetwork: 1, lifeMs: 60_000 });
  for (let count = 0; count < 4; count += 1) {
    const host = { host: '127.0.0.1', port: port(), requireTLS: true, tls: { rejectUnauthorized: false } };
    const transport = createTransport(host);
    await transport.verify();
    transport.close();
    while (server.connections.size > 0) await new Promise(setImmediate);
  }
});

it('ends a connection whose time is over, however busy it is', async () => {
  await start({ ofNetwork: 1, lifeMs: 50 });
  const socket = open().resume();
  const busy = setInterval(() => socket.write('NOOP\r\n'), 5);
  await once(socket, 'close');
  clearInterval(busy);
});
