// Runs the built admin: pages and the /api proxy by SvelteKit, health, and WebSocket upgrades to the API.
import { createServer, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { constants } from 'node:zlib';
import proxyAddress from '@fastify/proxy-addr';
import compression from 'compression';

const port = Number(process.env.ADMIN_PORT ?? process.env.PORT ?? 3000);
const host = process.env.ADMIN_HOST ?? process.env.HOST ?? '127.0.0.1';
const adminUrl = addressFrom('ADMIN_URL', `http://127.0.0.1:${port}`);
const apiUrl = addressFrom('API_INTERNAL_URL', `http://127.0.0.1:${process.env.API_PORT ?? 4000}`);
const secure = adminUrl.protocol === 'https:';
const accessCookie = `${secure ? '__Host-' : ''}jarvis_access`;

// The scheme and the client's address are ours to know, not the client's to claim: what comes under these names is replaced.
const PROTOCOL_HEADER = 'x-jarvis-protocol';
const ADDRESS_HEADER = 'x-jarvis-address';
process.env.PROTOCOL_HEADER = PROTOCOL_HEADER;
process.env.ADDRESS_HEADER = ADDRESS_HEADER;
/** Who stands in front of the admin and may say whom it speaks for (X-Forwarded-For); by default nobody. */
const proxies = (process.env.ADMIN_TRUSTED_PROXIES || 'none').split(',').map((name) => name.trim());
const trust = proxyAddress.compile(proxies[0] === 'none' ? [] : proxies);
process.env.BODY_SIZE_LIMIT ??= '2M';
const { handler } = await import('./build/handler.js');

// A fixed list of names defeats DNS rebinding: a foreign name that resolves to this machine is refused.
const loopback = ['127.0.0.1', 'localhost', '[::1]'];
const ownHosts = new Set([adminUrl.host, ...(secure ? [] : loopback.map((name) => `${name}:${port}`))]);

const everywhere = { 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' };
const securityHeaders = {
  ...everywhere,
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  ...(secure ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
};
/** Scripts and styles: what is said about a page means nothing there, and a page has a dozen of them. */
const isPart = (url) => url?.startsWith('/_app/immutable/');

/** Pages and JSON; files of the build are packed already. Each chunk leaves at once: a page may be sent in parts. */
const compress = compression({
  flush: constants.Z_SYNC_FLUSH,
  brotli: { flush: constants.BROTLI_OPERATION_FLUSH, params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
});

const server = createServer((req, res) => {
  const headers = isPart(req.url) ? everywhere : securityHeaders;
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  if (req.url === '/healthz') {
    res.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    res.end('{"status":"ok"}');
    return;
  }
  if (!ownHosts.has(req.headers.host ?? '')) {
    res.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' });
    res.end(`This admin is served at ${adminUrl.origin}. Open that address, or set ADMIN_URL to the one you used.\n`);
    return;
  }
  req.headers[PROTOCOL_HEADER] = adminUrl.protocol.slice(0, -1);
  req.headers[ADDRESS_HEADER] = proxyAddress(req, trust);
  compress(req, res, () =>
    handler(req, res, () => {
      res.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      res.end('Not found\n');
    }),
  );
});

/** Ends an upgrade that will not happen. */
function refuse(socket, status, reason) {
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** The session's access token; anything that is not shaped like one is as good as none. */
function readToken(header) {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === accessCookie && /^[\w.-]+$/.test(value ?? '')) return value;
  }
  return undefined;
}

server.on('upgrade', (req, socket, head) => {
  socket.on('error', () => socket.destroy());
  const { host: requestHost = '', origin } = req.headers;
  if (req.url?.split('?', 1)[0] !== '/ws') return refuse(socket, 404, 'Not Found');
  // Browsers send cookies with cross-site WebSockets, so the origin decides.
  if (!ownHosts.has(requestHost) || origin !== `${adminUrl.protocol}//${requestHost}`)
    return refuse(socket, 403, 'Forbidden');
  const token = readToken(req.headers.cookie);
  if (!token) return refuse(socket, 401, 'Unauthorized');

  const send = apiUrl.protocol === 'https:' ? httpsRequest : httpRequest;
  // The API takes the token as a second subprotocol, so that it is in no URL and no log.
  const headers = { ...req.headers, host: apiUrl.host, 'sec-websocket-protocol': `jarvis.v1, bearer.${token}` };
  delete headers.cookie;
  headers['x-forwarded-for'] = proxyAddress(req, trust);
  const upstream = send(new URL('/ws', apiUrl), { method: 'GET', headers });
  upstream.on('error', () => refuse(socket, 503, 'Service Unavailable'));
  upstream.on('response', (response) => {
    response.resume();
    refuse(socket, response.statusCode ?? 502, response.statusMessage ?? 'Bad Gateway');
  });
  upstream.on('upgrade', (response, peer, peerHead) => {
    peer.on('error', () => socket.destroy());
    peer.on('close', () => socket.destroy());
    socket.on('close', () => peer.destroy());
    const lines = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    if (peerHead.length > 0) socket.write(peerHead);
    if (head.length > 0) peer.write(head);
    peer.setNoDelay(true);
    peer.pipe(socket).pipe(peer);
  });
  upstream.end();
});

server.keepAliveTimeout = 65_000;
server.headersTimeout = 10_000;
server.requestTimeout = 30_000;
server.listen(port, host, () => {
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  for (const name of secure ? [] : loopback) ownHosts.add(`${name}:${actual}`);
  console.log(JSON.stringify({ level: 'info', msg: 'admin is listening', address: `http://${host}:${actual}` }));
});
server.on('error', (error) => {
  const words =
    error.code === 'EADDRINUSE' ? `Port ${port} is taken. Stop what uses it or set ADMIN_PORT.` : error.message;
  console.error(JSON.stringify({ level: 'fatal', msg: words }));
  process.exit(1);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
    setTimeout(() => process.exit(0), 2_000).unref();
  });
}

/** The address in a variable; unset and empty mean `otherwise`. */
function addressFrom(name, otherwise) {
  const written = process.env[name]?.trim() || otherwise;
  if (URL.canParse(written) && /^https?:/.test(written)) return new URL(written);
  const words = `${name} is "${written}", which is not an address. Write it as https://jarvis.example.com.`;
  console.error(JSON.stringify({ level: 'fatal', msg: words }));
  process.exit(1);
}
