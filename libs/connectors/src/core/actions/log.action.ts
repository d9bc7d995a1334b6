import { FEED_STATUSES } from '@jarvis/vocabulary';
import { z } from 'zod';
import { jarvis } from '../platform.js';

const Entry = z.strictObject({
  title: z.string().trim().min(1).max(200).meta({ title: 'Title' }),
  description: z.string().max(2000).optional().meta({ title: 'Description' }),
  status: z.enum(FEED_STATUSES).default('success').meta({ title: 'Status' }),
});

/**
 * Writes an entry to the activity feed. The entry is the action's activity record itself, written by the ledger in the
 * transaction that confirms the step: that is why repeating it is harmless.
 */
export const logAction = jarvis.defineAction({
  id: 'log',
  title: 'Write to the activity feed',
  description: 'Adds an entry that everyone in the observatory can see.',
  input: Entry,
  output: Entry,
  effect: 'write',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 5_000,
  expectedMs: 5,
  connection: 'none',
  feed: {
    type: 'log',
    action: 'created',
    title: (input) => input.title,
    description: (input) => input.description,
    status: (input) => input.status,
  },
  preview: (input) => ({
    kind: 'text',
    text: input.description ? `${input.title}\n${input.description}` : input.title,
  }),
  sample: (input) => input,
  run: async (input) => ({ output: input }),
});
