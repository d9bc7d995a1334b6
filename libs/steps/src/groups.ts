import { sizeInGroup as action } from './kinds/action/node.js';
import { sizeInGroup as branch } from './kinds/branch/node.js';
import { sizeInGroup as code } from './kinds/code/node.js';
import { sizeInGroup as stop } from './kinds/stop/node.js';
import type { PlanNode } from './nodes.js';

/** Most steps of one group. */
export const MAX_STEPS_OF_GROUP = 100;

type SizeInGroup<N> = (node: N, sizeOf: (inner: PlanNode) => number) => number;

/** Kinds that one activity can run together with their neighbours. What is not here needs the workflow. */
const IN_GROUPS: { [Kind in PlanNode['kind']]?: SizeInGroup<Extract<PlanNode, { kind: Kind }>> } = {
  action,
  branch,
  code,
  stop,
};

/** As how many steps a node counts in a group; 0 when it cannot be in one. */
export function sizeInGroup(node: PlanNode): number {
  // Only the workflow keeps what is to be undone.
  if (node.compensate !== undefined) return 0;
  return (IN_GROUPS[node.kind] as SizeInGroup<PlanNode> | undefined)?.(node, sizeInGroup) ?? 0;
}

/** Whether one activity can run all of these, as far as can be told before. */
export function isShort(nodes: readonly PlanNode[]): boolean {
  const sizes = nodes.map(sizeInGroup);
  return !sizes.includes(0) && sizes.reduce((sum, size) => sum + size, 0) <= MAX_STEPS_OF_GROUP;
}
