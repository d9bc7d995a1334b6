import { Json } from '@jarvis/json';
import { z } from 'zod';
import { jarvis } from '../platform.js';

const Value = z.strictObject({
  value: Json.meta({ title: 'Value', description: 'Any JSON; expressions inside it are evaluated.' }),
});

/** Gives its input back: names a computed value so that later steps can refer to it. */
export const transformAction = jarvis.defineAction({
  id: 'transform',
  title: 'Compute a value',
  description: 'Evaluates expressions into a value for later steps.',
  input: Value,
  output: Value,
  effect: 'pure',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 5_000,
  expectedMs: 1,
  connection: 'none',
  preview: (input) => ({ kind: 'text', text: JSON.stringify(input.value, null, 2) }),
  sample: (input) => input,
  run: async (input) => ({ output: input }),
});
