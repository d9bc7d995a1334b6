import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineAction, type ActionSpec } from './action.js';
import { defineConnector } from './connector.js';
import type { ActionContext } from './context.js';
import { createRegistry } from './registry.js';
import { createSafeHttp } from './safe-http.js';
import { createVendorTransport } from './vendor-transport.js';

const silent = () => undefined;
const context: ActionContext = {
  idempotencyKey: 'r/s/0',
  attempt: 1,
  http: createSafeHttp(),
  ...createVendorTransport({ hosts: [] }),
  signal: new AbortController().signal,
  logger: { debug: silent, info: silent, warn: silent, error: silent },
};
const greet: ActionSpec<{ name: string }, { greeting: string }> = {
  id: 'demo.greet',
  title: 'Greet',
  description: 'Greets.',
  input: z.strictObject({ name: z.string().min(1) }),
  output: z.object({ greeting: z.string() }),
  effect: 'write',
  effectOf: ({ name }) => (name === 'nobody' ? 'read' : 'write'),
  idempotency: 'none',
  risk: ({ name }) => ({ level: 'low', reasons: [`greets ${name}`] }),
  timeoutMs: 1,
  expectedMs: 1,
  connection: 'none',
  feed: {
    type: 'message',
    action: 'sent',
    title: ({ name }, { greeting }) => `${greeting} to ${name}`,
  },
  preview: ({ name }) => ({ kind: 'text', text: name }),
  sample: ({ name }) => ({ greeting: `Hi ${name}` }),
  run: async ({ name }) => ({ output: { greeting: `Hello ${name}` }, externalId: '1' }),
};

describe('defineAction', () => {
  it('parses what goes in and what comes out', async () => {
    const action = defineAction(greet);
    expect(await action.run({ name: 'Ann' }, context)).toEqual({
      output: { greeting: 'Hello Ann' },
      externalId: '1',
    });
    await expect(action.run({ name: '', more: 1 }, context)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/name.*more/),
    });
    const broken = defineAction({
      ...greet,
      run: async () => ({ output: JSON.parse('{"greeting":1}') }),
    });
    await expect(broken.run({ name: 'Ann' }, context)).rejects.toMatchObject({
      code: 'unknown',
      maybeSent: true,
    });
  });

  it('judges one input', () => {
    const action = defineAction(greet);
    expect(action).toMatchObject({ platform: 'demo', baseRisk: 'medium', canFindExisting: false });
    expect([
      action.effectOf({ name: 'nobody' }),
      action.effectOf({ name: 'Ann' }),
      action.idempotencyOf({ name: 'Ann' }),
    ]).toEqual(['read', 'write', 'none']);
    expect(action.assessRisk({ name: 'Ann' })).toEqual({ level: 'low', reasons: ['greets Ann'] });
    expect(action.describeForFeed({ name: 'Ann' }, { greeting: 'Hi' })).toEqual({
      type: 'message',
      action: 'sent',
      title: 'Hi to Ann',
      status: 'success',
    });
  });

  it('finds nothing where there is no look-up', async () => {
    expect(await defineAction(greet).findExisting({ name: 'Ann' }, context)).toBeNull();
  });
});

describe('createRegistry', () => {
  const connector = (actions = [defineAction(greet)], platform = 'demo') =>
    defineConnector({
      platform,
      title: 'Demo',
      description: '',
      category: 'core',
      icon: { path: 'M0 0h1', drawn: 'line' },
      capabilities: [],
      auth: [],
      hosts: [],
      actions,
      checkHealth: async () => ({ status: 'healthy', message: '' }),
    });

  it('finds actions and connectors by name', () => {
    const registry = createRegistry([connector()]);
    expect(registry.getAction('demo.greet')?.title).toBe('Greet');
    expect(registry.getAction('demo.other')).toBeUndefined();
    expect(registry.getConnector('demo')?.title).toBe('Demo');
  });

  it('refuses doubles and strangers', () => {
    expect(() => createRegistry([connector(), connector()])).toThrow('twice');
    expect(() => connector([defineAction(greet), defineAction(greet)])).toThrow('twice');
    expect(() => connector([defineAction(greet)], 'other')).toThrow('does not belong');
  });
});
