import { Json } from '@jarvis/json';
import { EVENT_NAME, INTERNAL_EVENTS } from '@jarvis/vocabulary';
import { z } from 'zod';
import { jarvis } from '../platform.js';

const Emitted = z.strictObject({
  name: z
    .string()
    .max(100)
    .regex(EVENT_NAME, { error: 'A name is words of lower-case letters and digits, joined by dots or hyphens.' })
    .refine((name) => !INTERNAL_EVENTS.some((internal) => internal === name), {
      error: 'Only Jarvis itself emits this event. Choose a name of your own.',
    })
    .meta({ title: 'Name', examples: ['order.paid'] }),
  body: z
    .record(z.string(), Json)
    .optional()
    .meta({ title: 'Body', description: 'What the rules that listen read as `event`.' }),
});

/**
 * Tells the other rules of the observatory that something happened. Those that listen to the name get a run each, in the
 * transaction that confirms the step: that is why repeating it is harmless.
 */
export const emitEventAction = jarvis.defineAction({
  id: 'emit-event',
  title: 'Emit an event',
  description: 'Starts every rule whose trigger listens to this event.',
  input: Emitted,
  output: Emitted,
  effect: 'write',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 5_000,
  expectedMs: 5,
  connection: 'none',
  feed: {
    type: 'automation',
    action: 'created',
    title: ({ name }) => `Event ${name}`,
  },
  emits: ({ name, body = {} }) => ({ name, body }),
  preview: ({ name, body }) => ({ kind: 'text', text: `${name}\n${JSON.stringify(body ?? {})}` }),
  sample: (input) => input,
  run: async (input) => ({ output: input }),
});
