import { STOP_OUTCOMES } from '@jarvis/vocabulary';
import { z } from 'zod';
import { nodeBase, Template } from '../../node-base.js';

export const node = z.object({
  kind: z.literal('stop'),
  ...nodeBase,
  outcome: z.enum(STOP_OUTCOMES),
  message: Template.optional(),
});
export type StopNode = z.infer<typeof node>;

/** Nothing comes after it. */
export function sizeInGroup(): number {
  return 1;
}
