import { ON_ITEM_ERROR } from '@jarvis/vocabulary';
import { z } from 'zod';
import { Expression, nodeBase } from '../../node-base.js';

export const node = <Node>(nodes: z.ZodType<Node[]>) =>
  z.object({
    kind: z.literal('each'),
    ...nodeBase,
    items: Expression,
    concurrency: z.int().min(1),
    onItemError: z.enum(ON_ITEM_ERROR),
    steps: nodes,
  });

export interface EachNode<Node> extends Omit<z.infer<ReturnType<typeof node>>, 'steps'> {
  steps: Node[];
}
