import { z } from 'zod';
import { Expression, nodeBase } from '../../node-base.js';

export const node = z.object({
  kind: z.literal('wait'),
  ...nodeBase,
  /** Exactly one of the two. `until`: expression giving a CEL timestamp or an RFC 3339 string. */
  forMs: z.int().min(1).optional(),
  until: Expression.optional(),
});
export type WaitNode = z.infer<typeof node>;
