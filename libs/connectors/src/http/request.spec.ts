import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createSafeHttp,
  createVendorTransport,
  pastedOf,
  ConnectorError,
  type ActionContext,
} from '@jarvis/connector-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { http } from './index.js';

const [request] = http.actions;
if (!request) throw new Error('http has no action');

interface Seen {
  request: IncomingMessage;
  body: string;
}
const seen: Seen[] = [];
let server: Server;
let url: string;
let context: ActionContext;
const silent = () => undefined;

beforeAll(async () => {
  server = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk) => (body += String(chunk)));
    incoming.on('end', () => {
      seen.push({ request: incoming, body });
      if (incoming.url?.startsWith('/redirect')) {
        response.writeHead(303, { location: incoming.url.slice('/redirect'.length) }).end();
        return;
      }
      const status = Number(/^\/(\d{3})/.exec(incoming.url ?? '')?.[1] ?? '200');
      const isBroken = incoming.url === '/broken';
      const echo = { headers: incoming.headers };
      response
        .writeHead(status, { 'content-type': 'application/json', 'retry-after': '5' })
        .end(isBroken ? '{"a":' : incoming.url?.includes('echo') ? JSON.stringify(echo) : '{"a":1}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  context = {
    idempotencyKey: 'run/step/0',
    attempt: 1,
    http: createSafeHttp({ trusted: [`127.0.0.1:${port}`] }),
    ...createVendorTransport({ hosts: [] }),
    signal: AbortSignal.timeout(10_000),
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  };
});
afterAll(async () => {
  await context.http.close();
  server.close();
});

async function errorOf(input: unknown): Promise<ConnectorError> {
  const error = await request?.run(input, context).catch((reason: unknown) => reason);
  if (!(error instanceof ConnectorError)) throw new Error('expected a failure', { cause: error });
  return error;
}

describe('http.request', () => {
  it('sends JSON with query and headers, and parses the reply', async () => {
    const result = await request.run(
      {
        method: 'POST',
        url: `${url}/things?a=1`,
        query: { b: true },
        headers: { 'X-Trace': 't' },
        body: { name: 'n' },
      },
      context,
    );
    expect(result.output).toMatchObject({ status: 200, body: { a: 1 } });
    const last = seen.at(-1);
    expect(last?.request.url).toBe('/things?a=1&b=true');
    expect(last?.request.headers).toMatchObject({ 'content-type': 'application/json', 'x-trace': 't' });
    expect(last?.body).toBe('{"name":"n"}');
  });

  it('carries the effect’s key in the header that was named', async () => {
    await request.run({ method: 'POST', url, idempotencyHeader: 'Idempotency-Key' }, context);
    expect(seen.at(-1)?.request.headers['idempotency-key']).toBe('run/step/0');
    await request.run({ url, idempotencyHeader: 'Idempotency-Key' }, context);
    expect(seen.at(-1)?.request.headers['idempotency-key']).toBeUndefined();
  });

  it.each([
    [401, 'auth', false],
    [403, 'permission', false],
    [404, 'not-found', false],
    [409, 'conflict', false],
    [422, 'invalid-input', false],
    [429, 'rate-limited', false],
    [500, 'unavailable', true],
    [503, 'unavailable', true],
  ])('maps %i to %s', async (status, code, maybeSent) => {
    expect(await errorOf({ method: 'POST', url: `${url}/${status}` })).toMatchObject({
      code,
      status,
      maybeSent,
      retryAfterMs: 5000,
    });
  });

  it.each(['/429', '/404', '/500'])(
    'does not call a write undone when only its redirect to %s failed',
    async (path) => {
      expect(await errorOf({ method: 'POST', url: `${url}/redirect${path}` })).toMatchObject({ maybeSent: true });
    },
  );

  it('does not call a write undone that was answered with a success nobody expected', async () => {
    expect(await errorOf({ method: 'POST', url: `${url}/200`, expectStatus: [201] })).toMatchObject({
      maybeSent: true,
    });
    expect(await errorOf({ method: 'POST', url: `${url}/304` })).toMatchObject({ maybeSent: true });
  });

  it('accepts a status that was expected, and only that', async () => {
    expect((await request.run({ url: `${url}/404`, expectStatus: [404] }, context)).output).toMatchObject({
      status: 404,
    });
    expect(await errorOf({ url: `${url}/200`, expectStatus: [204] })).toMatchObject({ status: 200 });
  });

  it('says so when announced JSON is none', async () => {
    expect(await errorOf({ url: `${url}/broken` })).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('announced JSON'),
    });
  });

  it('refuses a private address and input that is no request', async () => {
    const strict = { ...context, http: createSafeHttp() };
    await expect(request.run({ url }, strict)).rejects.toMatchObject({ code: 'permission', maybeSent: false });
    expect(await errorOf({ url: 'javascript:alert(1)' })).toMatchObject({ code: 'invalid-input' });
    expect(await errorOf({ url, headers: { 'a b': 'c' } })).toMatchObject({ code: 'invalid-input' });
    expect(await errorOf({ url, headers: { a: 'b\r\nc: d' } })).toMatchObject({ code: 'invalid-input' });
    expect(await errorOf({ url, unknown: 1 })).toMatchObject({ code: 'invalid-input' });
  });

  it.each([
    'Host',
    'X-HTTP-Method-Override',
    'X_HTTP_METHOD_OVERRIDE',
    'Content_Length',
    'X-Method-Override',
    'x-http-method',
  ])('refuses %s in the input', async (name) => {
    expect(await errorOf({ url, headers: { [name]: 'DELETE' } })).toMatchObject({ code: 'invalid-input' });
  });

  it.each(['Authorization', 'cookie', 'X-Api-Key', 'Private-Token', 'x-auth', 'X-Hub-Signature'])(
    'refuses %s in the input: a rule holds no credentials',
    async (name) => {
      const error = await errorOf({ url, headers: { [name]: 's' } });
      expect(error).toMatchObject({ code: 'invalid-input', maybeSent: false });
      expect(error.message).toContain('connect HTTP');
    },
  );

  describe('with a connection', () => {
    const through = (address: string, more = {}) => ({
      ...context,
      connection: {
        id: 'c1',
        accountId: 'partner',
        accountName: 'Partner',
        credentials: { address, value: 'Bearer s', ...more },
      },
    });

    it('adds its header at its own address', async () => {
      await request.run({ url: `${url}/a` }, through(`${url}/whatever/path`));
      expect(seen.at(-1)?.request.headers).toMatchObject({ authorization: 'Bearer s' });
      const named = through(url, { header: 'X-Partner', value: 'k' });
      await request.run({ url, headers: { 'x-partner': 'from the rule' } }, named);
      expect(seen.at(-1)?.request.headers).toMatchObject({ 'x-partner': 'k' });
    });

    it('calls no other address with it, nor the same one unencrypted', async () => {
      const before = seen.length;
      for (const address of [
        'https://example.com',
        url.replace('http:', 'https:'),
        url.replace('127.0.0.1', 'localhost'),
      ]) {
        await expect(request.run({ url }, through(address))).rejects.toMatchObject({
          code: 'permission',
          maybeSent: false,
        });
      }
      expect(seen).toHaveLength(before);
    });

    it('does not follow it elsewhere', async () => {
      const elsewhere = url.replace('127.0.0.1', 'localhost');
      const open = createSafeHttp({ trusted: [new URL(url).host, new URL(elsewhere).host] });
      await request.run({ url: `${url}/redirect${elsewhere}/a` }, { ...through(url), http: open });
      await open.close();
      expect(seen.at(-2)?.request.headers).toMatchObject({ authorization: 'Bearer s' });
      expect(seen.at(-1)?.request.url).toBe('/a');
      expect(seen.at(-1)?.request.headers.authorization).toBeUndefined();
    });

    it('hides its credential where the service sends it back, also in an error', async () => {
      const secret = through(url, { value: 'Bearer k"ey-of-a-partner' });
      const { output } = await request.run({ url: `${url}/echo` }, secret);
      expect(JSON.stringify(output)).toContain('•••');
      expect(JSON.stringify(output)).not.toContain('of-a-partner');
      const error: unknown = await request.run({ url: `${url}/401?echo` }, secret).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'auth', message: expect.stringContaining('•••') });
      expect(String(error)).not.toContain('of-a-partner');
    });

    it.each([
      { address: 'https://somebody@example.com', value: 'k' },
      { address: 'https://example.com', value: '   ' },
      { address: 'https://example.com', value: 'k', header: 'Host' },
      { address: 'ftp://example.com', value: 'k' },
    ])('cannot be made of %j', (credentials) => {
      expect(pastedOf(http)?.credentials.safeParse(credentials).success).toBe(false);
    });

    it('says when it is kept and where for', async () => {
      expect(await http.checkHealth(through(`${url}/x`))).toMatchObject({
        status: 'untried',
        message: expect.stringContaining(url),
        account: { id: `Partner at ${url}` },
      });
    });
  });

  it('judges by the method', () => {
    const facts = (method: string, more = {}) => {
      const input = { method, url: 'https://example.com', ...more };
      return [request.effectOf(input), request.idempotencyOf(input), request.assessRisk(input).level];
    };
    expect(facts('GET')).toEqual(['read', 'native', 'low']);
    expect(facts('POST')).toEqual(['write', 'none', 'medium']);
    expect(facts('POST', { idempotencyHeader: 'Idempotency-Key' })).toEqual(['write', 'native', 'medium']);
    expect(facts('DELETE')).toEqual(['write', 'none', 'high']);
  });

  it('previews without showing what may be a credential', () => {
    const preview = request.preview({
      method: 'POST',
      url: 'https://example.com/a',
      query: { b: 1 },
      headers: { Accept: '*/*', 'X-Whatever': 'perhaps a secret', 'Idempotency-Key': 'k' },
      body: { c: 2 },
    });
    expect(preview).toEqual({
      kind: 'http',
      method: 'POST',
      url: 'https://example.com/a?b=1',
      headers: { Accept: '*/*', 'X-Whatever': '•••', 'Idempotency-Key': 'k' },
      body: '{"c":2}',
    });
  });
});
