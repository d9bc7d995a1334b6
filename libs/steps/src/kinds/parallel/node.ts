import { PARALLEL_MODES } from '@jarvis/vocabulary';
import { z } from 'zod';
import { nodeBase } from '../../node-base.js';

export const node = <Node>(nodes: z.ZodType<Node[]>) =>
  z.object({
    kind: z.literal('parallel'),
    ...nodeBase,
    mode: z.enum(PARALLEL_MODES),
    limit: z.int().min(1),
    branches: z.array(z.object({ name: z.string().min(1), steps: nodes })).min(1),
  });

export interface ParallelNode<Node> extends Omit<z.infer<ReturnType<typeof node>>, 'branches'> {
  branches: { name: string; steps: Node[] }[];
}
