import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Engine } from './support/engine.js';
import { action, planOf } from './support/plans.js';
import { freePort } from './support/processes.js';

jest.setTimeout(120_000);

/** A service that is not one of the sandbox's vendors; the worker may call it in the sandbox's place. */
const calls: string[] = [];
const answers: Record<string, (response: ServerResponse, request: IncomingMessage) => void> = {
  '/to-outside': (response) => response.writeHead(303, { location: 'http://127.0.0.1:1/made' }).end(),
  '/to-busy': (response) => response.writeHead(303, { location: '/busy' }).end(),
  '/busy': (response) => response.writeHead(429, { 'retry-after': '0' }).end(),
  '/repeat-elsewhere': (response) => response.writeHead(307, { location: 'http://elsewhere.test/' }).end(),
  '/keyed': (response, request) =>
    calls.filter((path) => path === '/keyed').length === 1
      ? request.socket.destroy()
      : response.writeHead(401).end('who are you?'),
  '/with-key': (response, { headers }) =>
    headers.authorization === 'Bearer good' ? response.writeHead(200).end('ok') : response.writeHead(401).end('who?'),
  '/refused': (response) => response.writeHead(422).end('no'),
};

describe('writes by http.request', () => {
  const server = createServer((request, response) => {
    calls.push(request.url ?? '');
    answers[request.url ?? '']?.(response, request);
  });
  let engine: Engine;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${port.toString()}`;
    engine = await Engine.start({ SANDBOX_URL: url });
  });
  afterAll(async () => {
    server.close();
    await engine.stop();
  });

  const start = (path: string, more: Record<string, string> = {}) =>
    engine.run(
      planOf([
        action('call', 'http.request', { method: 'POST', url: url + path, body: 'x', ...more }, { lane: 'remote' }),
      ]),
    );
  const times = (path: string) => calls.filter((called) => called === path).length;
  const settled = (runId: string) =>
    engine.awaitRow(`select * from effects where run_id = $1 and state in ('unknown', 'confirmed', 'failed')`, [runId]);

  it.each(['/to-outside', '/to-busy', '/repeat-elsewhere'])(
    'are asked of a person when they were taken and the redirect failed: %s',
    async (path) => {
      const { runId, handle } = await start(path);
      expect(await settled(runId)).toMatchObject({ state: 'unknown', attempts: 1 });
      await engine.awaitRow(`select id from runs where id = $1 and status = 'waiting'`, [runId]);
      expect(times(path)).toBe(1);
      await handle.cancel();
    },
  );

  it('are not called undone because a repetition under the same key was refused', async () => {
    const { runId, handle } = await start('/keyed', { idempotencyHeader: 'Idempotency-Key' });
    expect(await settled(runId)).toMatchObject({ state: 'unknown', attempts: 2 });
    expect(times('/keyed')).toBe(2);
    await handle.cancel();
  });

  it('show whether the key of their connection is accepted, and so does a read', async () => {
    const call = async (method: string, connectionId: string) => {
      const input = { method, url: `${url}/with-key` };
      const { handle } = await engine.run(
        planOf([action('call', 'http.request', input, { lane: 'remote', connectionId })]),
      );
      await handle.result().catch(() => undefined);
    };
    const health = (id: string) =>
      engine.awaitRow(`select health, status, error_message from integrations where id = $1 and health <> 'unknown'`, [
        id,
      ]);
    for (const method of ['POST', 'GET']) {
      const withKey = (value: string) =>
        engine.connect('http', { credentials: { address: url, value }, accountId: `${method} ${value}` });
      const good = await withKey('Bearer good');
      await call(method, good);
      expect(await health(good)).toEqual({ health: 'healthy', status: 'connected', error_message: null });
      const bad = await withKey('Bearer bad');
      await call(method, bad);
      expect(await health(bad)).toMatchObject({ health: 'unhealthy', error_message: expect.stringContaining('401') });
    }
  });

  it('are called undone when they were refused', async () => {
    const { runId, handle } = await start('/refused');
    await expect(handle.result()).rejects.toThrow();
    expect(await settled(runId)).toMatchObject({ state: 'failed' });
  });
});
