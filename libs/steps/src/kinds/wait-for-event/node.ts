import { ON_ERROR } from '@jarvis/vocabulary';
import { z } from 'zod';
import { nodeBase, Template } from '../../node-base.js';

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
