import { createServer, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { freePorts } from './ports.mjs';

const loopback = ['127.0.0.1', 'localhost', '[::1]'];
/** The name in the certificate below. No browser trusts it, and no name a page can have is in it. */
const upstreamName = 'temporal-ui.invalid';

/** A key and a certificate that only the door accepts: made at each start. */
async function makeCertificate(folder) {
  const { private: key, cert } = await generate([{ name: 'commonName', value: upstreamName }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: upstreamName }] }],
  });
  const files = { certFile: join(folder, 'ui-cert.pem'), keyFile: join(folder, 'ui-key.pem') };
  mkdirSync(folder, { recursive: true });
  writeFileSync(files.certFile, cert);
  writeFileSync(files.keyFile, key, { mode: 0o600 });
  return { cert, ...files };
}

/**
 * Stands in front of Temporal UI, which answers under any name and has no sign-in: a page of somebody else whose name
 * was pointed at this machine (DNS rebinding) could start, signal and end workflows through it. Behind the door it
 * listens on a port of its own, with a certificate that no browser takes, so there is no way around.
 *
 * @param options.url the address under which browsers know it · options.tls false for a UI that speaks none
 * @returns {Promise<{behind: {port: number, certFile?: string, keyFile?: string}, close: () => Promise<void>}>}
 *   `behind`: where Temporal UI must listen
 */
export async function openTemporalUiDoor({ home, port, url, tls = true }) {
  const [inner] = await freePorts(1);
  const { cert, ...files } = tls ? await makeCertificate(join(home, 'temporal')) : {};
  const target = { host: '127.0.0.1', port: inner, ...(cert ? { ca: cert, servername: upstreamName } : {}) };
  const send = cert ? tlsRequest : plainRequest;
  const own = new URL(url);
  const hosts = new Set([own.host, ...loopback.map((name) => `${name}:${port}`)]);
  const origins = new Set([own.origin, ...loopback.map((name) => `http://${name}:${port}`)]);
  const server = createServer((request, response) => {
    const refusal = refusalOf(request.headers, hosts, origins);
    if (refusal) return refuse(response, refusal);
    const { method, url: path, headers } = request;
    const forwarded = send({ ...target, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => {
      if (response.headersSent) response.destroy();
      else refuse(response, { status: 503, words: 'Temporal UI does not answer. Try again in a moment.' });
    });
    response.on('close', () => forwarded.destroy());
    request.pipe(forwarded);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  server.unref();
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { behind: { port: inner, ...files }, close };
}

function refusalOf({ host, origin }, hosts, origins) {
  if (!hosts.has(host?.toLowerCase()))
    return { status: 421, words: 'Temporal UI is not known under the name in the header Host.' };
  if (origin !== undefined && !origins.has(origin))
    return { status: 403, words: 'The request came from another site, so nothing was done.' };
  return undefined;
}

function refuse(response, { status, words }) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${words}\n`);
}
