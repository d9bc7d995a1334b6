import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './ports.mjs';
import { openTemporalUiDoor } from './temporal-ui-door.mjs';

const seen = [];
let home;
let ports;
let upstream;
let close;
beforeAll(async () => {
  const [port] = await freePorts(1);
  home = mkdtempSync(join(tmpdir(), 'jarvis-door-'));
  const door = await openTemporalUiDoor({ home, port, url: 'https://temporal.example.org' });
  ({ close } = door);
  ports = [port, door.behind.port];
  const { certFile, keyFile } = door.behind;
  upstream = createTlsServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (incoming, outgoing) => {
    incoming
      .on('data', () => undefined)
      .on('end', () => {
        seen.push(`${incoming.method} ${incoming.url} as ${incoming.headers.host}`);
        outgoing.writeHead(200, { 'content-type': 'text/html', 'set-cookie': ['a=1', 'b=2'] }).end('the ui');
      });
  });
  await new Promise((resolve) => upstream.listen(ports[1], '127.0.0.1', resolve));
});
afterAll(async () => {
  await close();
  upstream.close();
  rmSync(home, { recursive: true, force: true });
});

function ask({ port = ports[0], method = 'GET', headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path: '/api/v1/namespaces?x=1', headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(method === 'POST' ? '{}' : undefined);
  });
}

describe('the door of Temporal UI', () => {
  it('passes on what comes under a name of ours, unchanged', async () => {
    const local = `localhost:${ports[0]}`;
    for (const host of [`127.0.0.1:${ports[0]}`, local, local.toUpperCase(), 'temporal.example.org']) {
      expect(await ask({ headers: { host } })).toMatchObject({
        status: 200,
        text: 'the ui',
        headers: { 'set-cookie': ['a=1', 'b=2'] },
      });
    }
    const posted = await ask({ method: 'POST', headers: { host: local, origin: `http://${local}` } });
    expect(posted.status).toBe(200);
    expect(seen.at(-1)).toBe(`POST /api/v1/namespaces?x=1 as ${local}`);
  });

  it.each([
    ['another name', { host: 'evil.example' }, 421],
    ['another name with our port', (port) => ({ host: `evil.example:${port}` }), 421],
    ['another port', { host: '127.0.0.1:1' }, 421],
    ['another origin', (port) => ({ host: `127.0.0.1:${port}`, origin: 'https://evil.example' }), 403],
    ['an opaque origin', (port) => ({ host: `127.0.0.1:${port}`, origin: 'null' }), 403],
  ])('refuses %s', async (_, headers, status) => {
    const before = seen.length;
    const given = typeof headers === 'function' ? headers(ports[0]) : headers;
    expect((await ask({ method: 'POST', headers: given })).status).toBe(status);
    expect(seen).toHaveLength(before);
  });

  it('has no way around: what stands behind speaks TLS with a certificate that nobody takes', async () => {
    await expect(ask({ port: ports[1] })).rejects.toThrow();
    await expect(fetch(`https://127.0.0.1:${ports[1]}/`)).rejects.toThrow();
  });
});
