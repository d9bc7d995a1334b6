import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createSafeHttp } from './safe-http.js';
import type { ActionContext } from './context.js';
import { ConnectorError } from './errors.js';
import { platform } from './platform.js';
import { createVendorTransport } from './vendor-transport.js';

const acme = platform('acme', {
  title: 'Acme Cloud',
  shortTitle: 'Acme',
  credentials: z.object({ token: z.string() }),
});
const silent = () => undefined;
const contextWith = (credentials?: unknown): ActionContext => ({
  idempotencyKey: 'run/step/0',
  attempt: 1,
  http: createSafeHttp(),
  ...createVendorTransport({ hosts: [] }),
  signal: new AbortController().signal,
  logger: { debug: silent, info: silent, warn: silent, error: silent },
  ...(credentials === undefined ? {} : { connection: { id: '1', accountId: '1', credentials } }),
});
const refusal = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('platform', () => {
  it('puts its id and its name into what went wrong', () => {
    expect(acme.error({ code: 'auth', message: 'No.' })).toMatchObject({ code: 'auth', platform: 'acme' });
    expect(acme.networkError(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toMatchObject({
      platform: 'acme',
      message: 'Acme could not be reached (ECONNREFUSED).',
    });
    expect(refusal(() => acme.parseReply(z.string(), 1, 'the list'))).toMatchObject({
      platform: 'acme',
      maybeSent: true,
      message: 'Acme answered the list with something we cannot read.',
    });
  });

  it('gives credentials that fit, and never says what else it found', () => {
    expect(acme.credentials(contextWith({ token: 'a', more: 1 }))).toEqual({ token: 'a' });
    const error = refusal(() => acme.credentials(contextWith({ token: 7, secret: 's3cret' })));
    expect(error).toMatchObject({ code: 'auth', message: expect.stringContaining('Acme connection') });
    expect(error instanceof ConnectorError && error.cause).toBeUndefined();
    expect(refusal(() => acme.credentials(contextWith()))).toMatchObject({ code: 'auth', platform: 'acme' });
  });

  it('names its actions and its connector', async () => {
    const action = acme.defineAction({
      id: 'get-thing',
      title: 'Get',
      description: 'Gets.',
      input: z.strictObject({}),
      output: z.strictObject({}),
      effect: 'read',
      idempotency: 'native',
      risk: 'low',
      timeoutMs: 1,
      expectedMs: 1,
      connection: 'required',
      preview: () => ({ kind: 'text', text: 'x' }),
      sample: () => ({}),
      run: async () => ({ output: {} }),
    });
    const connector = acme.defineConnector({
      description: 'x',
      category: 'developer',
      icon: { path: '', drawn: 'line' },
      capabilities: [],
      auth: [],
      hosts: [],
      actions: [action],
      checkHealth: acme.healthOf(async () => ({ id: '1', name: '@a', words: 'Ann (@a)' })),
    });
    expect(connector).toMatchObject({ platform: 'acme', title: 'Acme Cloud', shortTitle: 'Acme' });
    expect(connector.actions[0]).toMatchObject({ id: 'acme.get-thing', platform: 'acme' });
    expect(await connector.checkHealth(contextWith())).toEqual({
      status: 'healthy',
      message: 'Connected as Ann (@a).',
      account: { id: '1', name: '@a' },
    });
  });
});
