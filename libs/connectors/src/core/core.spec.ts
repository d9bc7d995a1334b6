import { createRegistry, createSafeHttp, createVendorTransport, type ActionContext } from '@jarvis/connector-kit';
import { describe, expect, it } from '@jest/globals';
import { core } from './index.js';

const silent = () => undefined;
const context: ActionContext = {
  idempotencyKey: 'run/step/0',
  attempt: 1,
  http: createSafeHttp(),
  ...createVendorTransport({ hosts: [] }),
  signal: new AbortController().signal,
  logger: { debug: silent, info: silent, warn: silent, error: silent },
};
const registry = createRegistry([core]);

describe('core.log', () => {
  const log = registry.getAction('core.log');

  it('describes its own entry in the feed', async () => {
    const { output } =
      (await log?.run({ title: ' Rejected ', description: 'Not now', status: 'failed' }, context)) ?? {};
    expect(output).toEqual({ title: 'Rejected', description: 'Not now', status: 'failed' });
    expect(log?.describeForFeed(output, output)).toEqual({
      type: 'log',
      action: 'created',
      title: 'Rejected',
      description: 'Not now',
      status: 'failed',
    });
  });

  it('counts as success unless told, and wants a title', async () => {
    expect(log?.describeForFeed({ title: 'Done' }, { title: 'Done' })).toMatchObject({ status: 'success' });
    await expect(log?.run({ title: ' ' }, context)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('core.transform', () => {
  it('gives any JSON back and stays out of the feed', async () => {
    const transform = registry.getAction('core.transform');
    const value = { list: [1, 'two', null, { three: true }] };
    expect((await transform?.run({ value }, context))?.output).toEqual({ value });
    expect(transform?.describeForFeed({ value }, { value })).toBeNull();
    await expect(transform?.run({ value: Number.NaN }, context)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('core.run-rule', () => {
  it('calls the rule, however its id was typed', () => {
    const rule = '018F0000-0000-7000-8000-00000000000A';
    expect(registry.getAction('core.run-rule')?.emits({ rule, input: { a: 1 } })).toEqual({
      call: rule.toLowerCase(),
      body: { a: 1 },
    });
  });
});
