import { expect, it, jest } from '@jest/globals';

const loaded: string[] = [];
for (const name of [
  'twitter-api-v2',
  'googleapis/build/src/apis/gmail/index.js',
  '@hubspot/api-client/lib/codegen/crm/objects/index.js',
  'nodemailer/lib/mail-composer',
  '@anthropic-ai/sdk',
  'undici',
]) {
  jest.unstable_mockModule(name, () => {
    loaded.push(name);
    return { default: {} };
  });
}

it('loads no vendor SDK for looking at connectors', async () => {
  const { createSafeHttp, createVendorTransport } = await import('@jarvis/connector-kit');
  const { createConnectors } = await import('@jarvis/connectors');
  await import('@jarvis/models');
  createSafeHttp({ sandbox: 'http://127.0.0.1:1' });
  createVendorTransport({ hosts: ['api.x.com'], sandboxUrl: 'http://127.0.0.1:1' });
  const registry = createConnectors();
  expect(registry.listActions()).not.toEqual([]);
  expect(registry.getAction('twitter.create-post')?.preview({ text: 'Hi' })).toMatchObject({ kind: 'post' });
  expect(loaded).toEqual([]);
});
