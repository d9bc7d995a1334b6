import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { generate } from 'selfsigned';
import { ConnectorError } from './errors.js';
import type { EgressPolicy } from './egress.js';
import { createSafeHttp, type SafeHttpRequest } from './safe-http.js';

const open: TcpServer[] = [];
afterEach(() => open.splice(0).forEach((server) => server.close()));

interface LocalServer {
  url: string;
  place: string;
  port: number;
  seen: IncomingMessage[];
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<LocalServer> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, place: `127.0.0.1:${port}`, port, seen };
}

/** Answers the first bytes of a request in its own way. */
async function answerRaw(answer: (socket: Socket) => void): Promise<{ url: string; place: string }> {
  const server = createTcpServer((socket) => socket.on('error', () => undefined).once('data', () => answer(socket)));
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${place}`, place };
}

async function ask(policy: EgressPolicy, request: Partial<SafeHttpRequest> & { url: string }) {
  const client = createSafeHttp(policy);
  try {
    return await client.request({ method: 'GET', ...request });
  } finally {
    await client.close();
  }
}

const refusal = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error('expected a refusal', { cause: error });
  return error;
};

describe('where requests may go', () => {
  it('refuses whatever leads inside, in every spelling, and sends nothing', async () => {
    const inside = await serve((_request, response) => response.end('secret'));
    const urls = [
      inside.url,
      `http://localhost:${inside.port}`,
      `http://2130706433:${inside.port}`,
      `http://0x7f.1:${inside.port}`,
      `http://[::1]:${inside.port}`,
      `http://[::ffff:127.0.0.1]:${inside.port}`,
      'http://169.254.169.254/latest/meta-data/',
      'http://10.0.0.1',
      'http://168.63.129.16',
    ];
    for (const url of urls) {
      expect([url, await refusal(ask({}, { url }))]).toEqual([
        url,
        expect.objectContaining({ code: 'permission', maybeSent: false }),
      ]);
    }
    expect(inside.seen).toHaveLength(0);
    expect((await ask({ trusted: [inside.place] }, { url: inside.url })).body.toString()).toBe('secret');
  });

  it('refuses a name as soon as one of its addresses is private', async () => {
    const lookup = async () => ['93.184.216.34', '192.168.0.1'];
    expect(await refusal(ask({ lookup }, { url: 'http://mixed.test' }))).toMatchObject({
      code: 'permission',
    });
  });

  it('connects to the address it checked and to no other', async () => {
    const server = await serve((_request, response) => response.end('pinned'));
    let lookups = 0;
    const policy: EgressPolicy = {
      trusted: [`pinned.test:${server.port}`],
      lookup: async () => {
        lookups += 1;
        return ['127.0.0.1'];
      },
    };
    const reply = await ask(policy, { url: `http://pinned.test:${server.port}/a` });
    expect(reply.body.toString()).toBe('pinned');
    expect(server.seen[0]?.headers.host).toBe(`pinned.test:${server.port}`);
    expect(lookups).toBe(1);
  });

  it('reaches only the sandbox in sandbox mode', async () => {
    const sandbox = await serve((_request, response) => response.end('sandbox'));
    const other = await serve((_request, response) => response.end('other'));
    const lookup = async () => ['93.184.216.34'];
    expect((await ask({ sandbox: sandbox.url }, { url: sandbox.url })).body.toString()).toBe('sandbox');
    for (const url of ['https://example.com', other.url]) {
      const error = await refusal(ask({ sandbox: sandbox.url, lookup }, { url }));
      expect(error).toMatchObject({
        code: 'permission',
        message: expect.stringContaining('sandbox'),
      });
    }
  });

  it.each(['ftp://example.com', 'file:///etc/passwd', 'http://user:pass@example.com', 'nonsense'])(
    'refuses %s',
    async (url) => {
      expect(['permission', 'invalid-input']).toContain((await refusal(ask({}, { url }))).code);
    },
  );

  it('keeps to the list of hosts where there is one', async () => {
    const server = await serve((_request, response) => response.end('ok'));
    const policy = { trusted: [server.place], allowHosts: ['*.example.com'] };
    expect(await refusal(ask(policy, { url: server.url }))).toMatchObject({ code: 'permission' });
    expect((await ask({ ...policy, allowHosts: ['127.0.0.1'] }, { url: server.url })).status).toBe(200);
  });
});

describe('redirects', () => {
  it('checks the new address too', async () => {
    const inside = await serve((_request, response) => response.end('secret'));
    const outside = await serve((_request, response) => response.writeHead(302, { location: inside.url }).end());
    expect(await refusal(ask({ trusted: [outside.place] }, { url: outside.url }))).toMatchObject({
      code: 'permission',
    });
    expect(inside.seen).toHaveLength(0);
  });

  it('leaves credentials behind when the origin changes, and only then', async () => {
    const target = await serve((_request, response) => response.end('done'));
    const start = await serve((request, response) =>
      response.writeHead(307, { location: request.url === '/' ? '/here' : target.url }).end(),
    );
    const headers = {
      Authorization: 'Bearer x',
      'X-Api-Key': 'y',
      Cookie: 'z',
      Accept: 'text/plain',
    };
    const reply = await ask({ trusted: [start.place, target.place] }, { url: start.url, headers });
    expect(reply.redirects).toBe(2);
    expect(reply.url).toBe(`${target.url}/`);
    expect(start.seen[1]?.headers).toMatchObject({
      authorization: 'Bearer x',
      'x-api-key': 'y',
      cookie: 'z',
    });
    expect(target.seen[0]?.headers).toMatchObject({ accept: 'text/plain' });
    expect(Object.keys(target.seen[0]?.headers ?? {})).toEqual(
      expect.not.arrayContaining(['authorization', 'x-api-key', 'cookie']),
    );
  });

  it.each([
    [307, 'POST'],
    [308, 'POST'],
    [302, 'PUT'],
  ])('repeats a write after %i at the same origin only', async (status, method) => {
    const target = await serve((_request, response) => response.end('done'));
    const start = await serve((request, response) =>
      request.url === '/moved'
        ? response.end('here')
        : response
            .writeHead(status, { location: request.url === '/out' ? `${target.url}/a?secret=1` : '/moved' })
            .end(),
    );
    const policy = { trusted: [start.place, target.place] };
    const send = (path: string) => ask(policy, { url: start.url + path, method, body: 'b' });
    expect((await send('/in')).body.toString()).toBe('here');
    expect(start.seen.map((request) => request.method)).toEqual([method, method]);
    const error = await refusal(send('/out'));
    expect(error).toMatchObject({ code: 'permission', maybeSent: true });
    expect(error.message).toContain(`wants the ${method} repeated at ${target.url}, which was not done`);
    expect(error.message).not.toContain('secret');
    expect(target.seen).toHaveLength(0);
  });

  it('knows that a write was taken by whoever redirected it, whatever fails afterwards', async () => {
    const mute = await serve(() => undefined);
    const inside = await serve((_request, response) => response.end('secret'));
    const places: Record<string, string> = {
      '/dead': 'http://127.0.0.1:1',
      '/private': inside.url,
      '/mute': mute.url,
      '/ftp': 'ftp://example.com',
    };
    const start = await serve((request, response) =>
      response.writeHead(303, { location: places[request.url ?? ''] }).end(),
    );
    const policy = { trusted: [start.place, mute.place, '127.0.0.1:1'] };
    for (const path of Object.keys(places)) {
      const failed = ask(policy, { url: start.url + path, method: 'POST', body: 'b', timeoutMs: 300 });
      expect([path, (await refusal(failed)).maybeSent]).toEqual([path, true]);
    }
    expect(start.seen).toHaveLength(4);
  });

  it('turns a POST into a GET after 303 and gives up after the limit', async () => {
    const loop = await serve((_request, response) => response.writeHead(303, { location: '/again' }).end());
    expect(
      await refusal(ask({ trusted: [loop.place] }, { url: loop.url, method: 'POST', body: 'b', maxRedirects: 2 })),
    ).toMatchObject({ code: 'unavailable' });
    expect(loop.seen.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
    expect((await ask({ trusted: [loop.place] }, { url: loop.url, maxRedirects: 0 })).status).toBe(303);
  });
});

describe('a look at an address before anything is sent to it', () => {
  const check = async (url: string, policy: EgressPolicy = {}) => {
    const client = createSafeHttp(policy);
    try {
      await client.check(url);
      return 'fine';
    } catch (error) {
      return error instanceof ConnectorError ? [error.code, error.message] : error;
    } finally {
      await client.close();
    }
  };
  const inside = (where: string) => [
    'permission',
    `Every request to ${where} would be refused: it leads into a private network.`,
  ];

  it('refuses what every request would be refused for, with the reason', async () => {
    expect(await check('http://10.0.0.1/a')).toEqual(inside('10.0.0.1'));
    expect(await check('http://[fd00::1]')).toEqual(inside('fd00::1'));
    expect(await check('http://2130706433')).toEqual(inside('127.0.0.1'));
    expect(await check('http://localhost:8080')).toEqual(inside('127.0.0.1'));
    expect(await check('https://inside.example', { lookup: async () => ['8.8.8.8', '10.0.0.7'] })).toEqual(
      inside('inside.example'),
    );
    expect(await check('https://8.8.8.8')).toBe('fine');
    expect(await check('https://fine.example', { lookup: async () => ['8.8.8.8'] })).toBe('fine');
    expect(await check('http://10.0.0.1:81', { trusted: ['10.0.0.1:81'] })).toBe('fine');
  });

  it('tells a name without an address from one that leads inside, and does not wait long for it', async () => {
    const unknown = async () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    expect(await check('https://nowhere.example', { lookup: unknown })).toEqual([
      'unavailable',
      'nowhere.example could not be reached (ENOTFOUND).',
    ]);
    const before = performance.now();
    expect(await check('https://slow.example', { lookup: () => new Promise(() => undefined) })).toEqual([
      'unavailable',
      'slow.example could not be reached (EAI_AGAIN).',
    ]);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it('looks no name up where the sandbox stands for the world, and lets the sandbox through', async () => {
    const sandbox = 'http://127.0.0.1:9';
    const policy = { sandbox, lookup: async () => Promise.reject(new Error('looked up')) };
    expect(await check(`${sandbox}/a`, policy)).toBe('fine');
    expect(await check('https://partner.example', policy)).toBe('fine');
    expect(await check('http://10.0.0.1', policy)).toEqual(inside('10.0.0.1'));
    expect(await check('http://localhost:1', policy)).toEqual(inside('127.0.0.1'));
  });
});

describe('limits', () => {
  it('caps the size, also of what is packed', async () => {
    const bomb = await serve((request, response) =>
      request.url === '/gzip'
        ? response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100_000)))
        : response.end(Buffer.alloc(100_000)),
    );
    const policy = { trusted: [bomb.place] };
    for (const path of ['/plain', '/gzip']) {
      const capped = await ask(policy, { url: bomb.url + path, maxBytes: 50_000 });
      expect(capped.body).toHaveLength(0);
      expect(capped.bodyError).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('50 kB') });
      expect((await ask(policy, { url: bomb.url + path, maxBytes: 200_000 })).body).toHaveLength(100_000);
    }
  });

  it('knows what may have been sent', async () => {
    const mute = await serve(() => undefined);
    const reset = await serve((request) => request.socket.destroy());
    const late = await refusal(ask({ trusted: [mute.place] }, { url: mute.url, timeoutMs: 100 }));
    expect(late).toMatchObject({
      code: 'unavailable',
      maybeSent: true,
      message: expect.stringContaining('did not answer in time'),
    });
    expect(await refusal(ask({ trusted: [reset.place] }, { url: reset.url }))).toMatchObject({
      code: 'unavailable',
      maybeSent: true,
    });
    expect(await refusal(ask({ trusted: ['127.0.0.1:1'] }, { url: 'http://127.0.0.1:1' }))).toMatchObject({
      code: 'unavailable',
      maybeSent: false,
    });
  });

  it.each([
    ['headers without end', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(1_000_000)}\r\n\r\n`, 'headers that are too large'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n', 'something that is not HTTP'],
    ['nothing', '', 'broke off the connection'],
  ])('says what came in place of an answer, which proves nothing: %s', async (_name, bytes, words) => {
    const { place, url } = await answerRaw((socket) => socket.end(bytes));
    const error = await refusal(ask({ trusted: [place] }, { url, method: 'POST', body: 'b' }));
    expect(error).toMatchObject({ code: 'unavailable', maybeSent: true, message: expect.stringContaining(words) });
  });

  it('tells a reply that does not end from none', async () => {
    const { place, url } = await answerRaw((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nsome'));
    const reply = await ask({ trusted: [place] }, { url, method: 'POST', body: 'b', timeoutMs: 300 });
    expect(reply).toMatchObject({
      status: 200,
      bodyError: { message: expect.stringContaining('did not finish its reply in time') },
    });
  });

  it('knows that nothing was sent where nobody encrypts', async () => {
    const plain = await serve((_request, response) => response.end('x'));
    const error = await refusal(ask({ trusted: [plain.place] }, { url: `https://${plain.place}`, method: 'POST' }));
    expect(error).toMatchObject({ code: 'unavailable', maybeSent: false });
    expect(error.message).toContain('it could not be encrypted');
    expect(plain.seen).toHaveLength(0);
  });

  it('says what is wrong with a certificate, and that nothing was sent', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
    const server = createTlsServer({ key, cert }, (_request, response) => response.end('secret'));
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const error = await refusal(ask({ trusted: [place] }, { url: `https://${place}`, method: 'POST', body: 'b' }));
    expect(error).toMatchObject({ code: 'unavailable', maybeSent: false });
    expect(error.message).toContain('its certificate is signed by itself');
    expect(error.hint).toContain('NODE_EXTRA_CA_CERTS');
  });

  it('lets nobody set headers that carry the framing or the host', async () => {
    const server = await serve((_request, response) => response.end());
    for (const name of ['Host', 'Transfer-Encoding', 'content-length']) {
      expect(
        await refusal(ask({ trusted: [server.place] }, { url: server.url, headers: { [name]: '1' } })),
      ).toMatchObject({ code: 'invalid-input' });
    }
  });
});
