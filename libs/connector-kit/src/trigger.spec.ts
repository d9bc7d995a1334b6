import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineConnector } from './connector.js';
import type { ConnectorContext } from './context.js';
import { createRegistry } from './registry.js';
import { createSafeHttp } from './safe-http.js';
import { defineTrigger, type TriggerSpec } from './trigger.js';
import { createVendorTransport } from './vendor-transport.js';

const silent = () => undefined;
const context: ConnectorContext = {
  http: createSafeHttp(),
  ...createVendorTransport({ hosts: [] }),
  signal: new AbortController().signal,
  logger: { debug: silent, info: silent, warn: silent, error: silent },
};
const rings: TriggerSpec<{ door: string }, { id: number }, { after: number }> = {
  id: 'demo.bell-rings',
  title: 'A bell rings',
  description: 'Somebody is at the door.',
  settings: z.strictObject({ door: z.string().min(1) }),
  event: z.object({ id: z.int() }),
  sample: () => ({ id: 1 }),
  dedupeKey: ({ id }) => id.toString(),
  summary: ({ id }) => `Ring ${id}`,
  poll: {
    everyMs: 1_000,
    cursor: z.object({ after: z.int() }),
    begin: async () => ({ after: 7 }),
    fetch: async ({ cursor }) => ({ events: [{ id: 8 }, { id: 9 }], cursor: { after: cursor.after + 2 }, more: false }),
  },
};
const front = { door: 'front' };

describe('defineTrigger', () => {
  it('gives each event the key and the words that belong to it', async () => {
    const trigger = defineTrigger(rings);
    const cursor = await trigger.begin(front, context);
    expect(await trigger.fetch({ settings: front, cursor }, context)).toEqual({
      occurrences: [
        { key: '8', summary: 'Ring 8', event: { id: 8 } },
        { key: '9', summary: 'Ring 9', event: { id: 9 } },
      ],
      cursor: { after: 9 },
      more: false,
    });
    expect(trigger).toMatchObject({ platform: 'demo', everyMs: 1_000 });
  });

  it('says in words what it waits for', () => {
    expect(defineTrigger(rings).describe(front)).toBe('When a bell rings');
    expect(defineTrigger({ ...rings, title: 'HubSpot has a contact' }).describe(front)).toBe(
      'When HubSpot has a contact',
    );
    expect(defineTrigger({ ...rings, describe: ({ door }) => `When the ${door} bell rings` }).describe(front)).toBe(
      'When the front bell rings',
    );
  });

  it('refuses settings, cursors and events that do not fit', async () => {
    const trigger = defineTrigger(rings);
    await expect(trigger.begin({ door: '', more: 1 }, context)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/door.*more/),
    });
    await expect(trigger.fetch({ settings: front, cursor: { page: 1 } }, context)).rejects.toMatchObject({
      code: 'unknown',
    });
    const broken = defineTrigger({
      ...rings,
      poll: {
        ...rings.poll,
        fetch: async () => ({ events: [JSON.parse('{"id":"x"}')], cursor: { after: 1 }, more: false }),
      },
    });
    await expect(broken.fetch({ settings: front, cursor: { after: 1 } }, context)).rejects.toMatchObject({
      code: 'unknown',
      message: expect.stringContaining('An event of demo.bell-rings'),
    });
  });
});

describe('a connector with triggers', () => {
  const connector = (triggers = [defineTrigger(rings)], platform = 'demo') =>
    defineConnector({
      platform,
      title: 'Demo',
      description: '',
      category: 'core',
      icon: { path: 'M0 0h1', drawn: 'line' },
      capabilities: [],
      auth: [],
      hosts: [],
      actions: [],
      triggers,
      checkHealth: async () => ({ status: 'healthy', message: '' }),
    });

  it('is found by their ids, and has each once and no stranger', () => {
    const registry = createRegistry([connector()]);
    expect(registry.getTrigger('demo.bell-rings')?.title).toBe('A bell rings');
    expect(registry.getTrigger('demo.other')).toBeUndefined();
    expect(registry.listTriggers()).toHaveLength(1);
    expect(() => connector([defineTrigger(rings), defineTrigger(rings)])).toThrow('twice');
    expect(() => connector([defineTrigger(rings)], 'other')).toThrow('does not belong');
  });
});
