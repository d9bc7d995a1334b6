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

/** With its conditions, and all that may run in it. */
export function sizeInGroup<Node>({ cases, else: others }: BranchNode<Node>, sizeOf: (inner: Node) => number): number {
  const sizes = [...cases.flatMap(({ steps }) => steps), ...others].map(sizeOf);
  return sizes.includes(0) ? 0 : sizes.reduce((sum, size) => sum + size, cases.length);
}
