import type { RunNode } from '@jarvis/interpreter/kit';
import { runNode as action, sizeInGroup as actionInGroup } from './kinds/action/run.js';
import { runNode as approval } from './kinds/approval/run.js';
import { runNode as branch, sizeInGroup as branchInGroup } from './kinds/branch/run.js';
import { runNode as call } from './kinds/call/run.js';
import { runNode as code, sizeInGroup as codeInGroup } from './kinds/code/run.js';
import { runNode as each } from './kinds/each/run.js';
import { runNode as model } from './kinds/model/run.js';
import { runNode as parallel } from './kinds/parallel/run.js';
import { runNode as stop, sizeInGroup as stopInGroup } from './kinds/stop/run.js';
import { runNode as waitForEvent } from './kinds/wait-for-event/run.js';
import { runNode as wait } from './kinds/wait/run.js';
import type { PlanNode } from './nodes.js';

/** How each kind of step is run. A kind that is missing here does not type-check. */
const KINDS = {
  action,
  approval,
  branch,
  code,
  each,
  model,
  parallel,
  stop,
  wait,
  'wait-for-event': waitForEvent,
  call,
} satisfies {
  [Kind in PlanNode['kind']]: RunNode<Extract<PlanNode, { kind: Kind }>>;
};

/** What runs nodes of this kind. */
export function runnerOf<N extends PlanNode>({ kind }: N): RunNode<N> {
  // TypeScript does not see that the node and the entry are of one kind.
  return KINDS[kind] as RunNode<PlanNode>;
}

type SizeInGroup<N> = (node: N, sizeOf: (inner: PlanNode) => number) => number;

/** Kinds that one activity can run together with their neighbours. What is not here needs the workflow. */
const IN_GROUPS: { [Kind in PlanNode['kind']]?: SizeInGroup<Extract<PlanNode, { kind: Kind }>> } = {
  action: actionInGroup,
  branch: branchInGroup,
  code: codeInGroup,
  stop: stopInGroup,
};

/** As how many steps a node counts in a group; 0 when it cannot be in one. */
export function sizeInGroup(node: PlanNode): number {
  // Only the workflow keeps what is to be undone.
  if (node.compensate !== undefined) return 0;
  return (IN_GROUPS[node.kind] as SizeInGroup<PlanNode> | undefined)?.(node, sizeInGroup) ?? 0;
}
