import { describe, expect, it } from '@jest/globals';
import { request } from 'node:https';
import { createVendorTransport } from './vendor-transport.js';

const elsewhere = 'https://evil.test/2/tweets';

describe.each([
  ['vendor', undefined],
  ['sandbox', 'http://127.0.0.1:1'],
])('credentials on their way to the %s', (_where, sandboxUrl) => {
  const { vendorAgent, vendorFetch } = createVendorTransport({ hosts: ['api.x.com'], sandboxUrl });

  it('do not leave through fetch for another host', async () => {
    await expect(vendorFetch(elsewhere)).rejects.toMatchObject({
      code: 'permission',
      message: expect.stringContaining('evil.test'),
    });
    await expect(vendorFetch(new Request(elsewhere))).rejects.toMatchObject({ code: 'permission' });
  });

  it('do not leave through the agent for another host', async () => {
    // What the agent throws inside the executor rejects the promise.
    const failure = new Promise((resolve, reject) => {
      request(elsewhere, { agent: vendorAgent }).on('error', reject).on('response', resolve).end();
    });
    await expect(failure).rejects.toMatchObject({ code: 'permission' });
  });
});
