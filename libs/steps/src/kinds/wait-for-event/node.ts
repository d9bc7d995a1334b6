import { ON_ERROR } from '@jarvis/vocabulary';
import { z } from 'zod';
import { nodeBase, Template } from '../../node-base.js';

/** What is looked for in an event, as JSON: who brings an event holds it against what each run looks for. */
export const MAX_WHERE_BYTES = 1024;

export const node = z.object({
  kind: z.literal('wait-for-event'),
  ...nodeBase,
  /** Name of the event. */
  event: z.string().min(1),
  /** What the event must contain. */
  where: z.record(z.string(), Template),
  /** From the beginning of the step to its end without an event, milliseconds. 24 h by default. */
  expiresAfterMs: z.int().min(1000),
  onNoEvent: z.enum(ON_ERROR),
});
export type WaitForEventNode = z.infer<typeof node>;
