import { Json } from '@jarvis/json';
import { z } from 'zod';
import { jarvis } from '../platform.js';

const Called = z.strictObject({
  rule: z.uuid({ error: 'It has to be the id of a rule.' }).meta({
    title: 'Rule',
    description: 'Its id, which the form of its trigger shows.',
  }),
  input: z.record(z.string(), Json).optional().meta({ title: 'Input', description: 'What it reads as `event`.' }),
});

/**
 * Starts another rule of the observatory and does not wait for its end. Its run is made in the transaction that confirms
 * the step, so repeating the step starts nothing twice. A rule that cannot be called fails the step.
 */
export const runRuleAction = jarvis.defineAction({
  id: 'run-rule',
  title: 'Run another rule',
  description: 'Starts a rule whose trigger says that others may call it.',
  input: Called,
  output: Called,
  effect: 'write',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 5_000,
  expectedMs: 5,
  connection: 'none',
  callee: 'rule',
  feed: {
    type: 'automation',
    action: 'started',
    title: () => 'Another rule was called',
  },
  // A rule is called by the text of its id, which the database writes in lower case.
  emits: ({ rule, input = {} }) => ({ call: rule.toLowerCase(), body: input }),
  preview: ({ rule, input }) => ({ kind: 'text', text: `Run the rule ${rule}\n${JSON.stringify(input ?? {})}` }),
  sample: (input) => input,
  run: async (input) => ({ output: input }),
});
