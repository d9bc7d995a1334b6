import { z } from 'zod';
import { Expression, nodeBase } from '../../node-base.js';

export const node = <Node>(nodes: z.ZodType<Node[]>) =>
  z.object({
    kind: z.literal('branch'),
    ...nodeBase,
    cases: z.array(z.object({ if: Expression, steps: nodes })).min(1),
    else: nodes,
  });

export interface BranchNode<Node> extends Omit<z.infer<ReturnType<typeof node>>, 'cases' | 'else'> {
  cases: { if: string; steps: Node[] }[];
  else: Node[];
}
