import { Json } from '@jarvis/json';
import { z } from 'zod';
import { activityBase, Template } from '../../node-base.js';

export const node = z.object({
  kind: z.literal('code'),
  ...activityBase,
  with: z.record(z.string(), Template),
  code: z.string(),
  /** JSON Schema of the result. */
  outputSchema: z.record(z.string(), Json).optional(),
});
export type CodeNode = z.infer<typeof node>;

/** Short, and nothing of it is seen outside. */
export function sizeInGroup({ lane }: CodeNode): number {
  return lane === 'local' ? 1 : 0;
}
