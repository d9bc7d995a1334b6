import { Json } from '@jarvis/json';
import { z } from 'zod';
import { nodeBase, Template } from '../../node-base.js';

export const node = z.object({
  kind: z.literal('call'),
  ...nodeBase,
  /** The rule that is called, and what it was called when this was published. */
  rule: z.uuid(),
  ruleName: z.string(),
  with: z.record(z.string(), Template),
  wait: z.boolean(),
  /** For the called run to end, milliseconds. */
  expiresAfterMs: z.int().min(1000),
  /** JSON Schema of what it gives, for rehearsals; absent where it gives nothing. */
  outputSchema: z.record(z.string(), Json).optional(),
});
export type CallNode = z.infer<typeof node>;
