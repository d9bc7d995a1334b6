import { Json } from '@jarvis/json';
import { z } from 'zod';
import { activityBase, Template } from '../../node-base.js';

export const node = z.object({
  kind: z.literal('model'),
  ...activityBase,
  model: z.string().optional(),
  system: Template.optional(),
  prompt: Template,
  /** JSON Schema of the typed output; the step's output is a value of it. */
  outputSchema: z.record(z.string(), Json),
  maxTokens: z.int().min(1).max(64_000),
});
export type ModelNode = z.infer<typeof node>;
