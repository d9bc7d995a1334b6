import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestEvent } from '@sveltejs/kit';
import type * as Proxy from './api-proxy.js';

/** Takes connections and never answers, as a stopped process does. */
const hung = createServer(() => undefined);

/** What the proxy reads of an event. */
function eventOf(request: Request): RequestEvent {
  const facts: Partial<RequestEvent> = {
    request,
    url: new URL(request.url),
    locals: { theme: 'system', accessToken: null },
    getClientAddress: () => '127.0.0.1',
  };
  return facts as RequestEvent;
}

describe('proxyToApi', () => {
  let proxyToApi: typeof Proxy.proxyToApi;

  beforeAll(async () => {
    await new Promise<void>((resolve) => hung.listen(0, '127.0.0.1', resolve));
    process.env['API_INTERNAL_URL'] = `http://127.0.0.1:${(hung.address() as AddressInfo).port}`;
    ({ proxyToApi } = await import('./api-proxy.js'));
  });
  afterAll(() => {
    hung.closeAllConnections();
    hung.close();
  });

  const address = 'http://127.0.0.1:3000/api/v1/runs';
  const patience = { readMs: 100, changeMs: 1_000 };

  it('says soon, in words, that an API which hangs gives no page', async () => {
    const response = await proxyToApi(eventOf(new Request(address)), patience);
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({
      success: false,
      error: { code: 'api-timeout', message: expect.stringContaining('has not answered for 0.1 seconds') },
    });
  });

  it('waits longer for what changes something', async () => {
    const headers = { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' };
    const response = await proxyToApi(eventOf(new Request(address, { method: 'POST', headers })), patience);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining('has not answered for 1 seconds') },
    });
  });
});
