import { z } from 'zod';
import type { StepKind } from './display.js';
import * as action from './kinds/action/node.js';
import * as approval from './kinds/approval/node.js';
import * as branch from './kinds/branch/node.js';
import * as code from './kinds/code/node.js';
import * as each from './kinds/each/node.js';
import * as model from './kinds/model/node.js';
import * as parallel from './kinds/parallel/node.js';
import * as stop from './kinds/stop/node.js';
import * as waitForEvent from './kinds/wait-for-event/node.js';
import * as wait from './kinds/wait/node.js';

export type { RetryPolicy, Template } from './node-base.js';
export { MAX_WHERE_BYTES } from './kinds/wait-for-event/node.js';

export type ActionNode = action.ActionNode;
export type ModelNode = model.ModelNode;
export type CodeNode = code.CodeNode;
export type BranchNode = branch.BranchNode<PlanNode>;
export type ParallelNode = parallel.ParallelNode<PlanNode>;
export type EachNode = each.EachNode<PlanNode>;
export type ApprovalNode = approval.ApprovalNode<PlanNode>;
export type WaitNode = wait.WaitNode;
export type StopNode = stop.StopNode;
export type WaitForEventNode = waitForEvent.WaitForEventNode;
export type PlanNode =
  | ActionNode
  | ModelNode
  | CodeNode
  | ApprovalNode
  | BranchNode
  | ParallelNode
  | EachNode
  | WaitNode
  | StopNode
  | WaitForEventNode;

/** Nodes inside a node. The annotation is what makes the recursion typeable. */
const Nodes: z.ZodType<PlanNode[]> = z.lazy(() => z.array(PlanNode));

/** How each kind of step stands in a plan. A kind that is missing here does not type-check. */
const NODES = {
  action: action.node,
  model: model.node,
  code: code.node,
  branch: branch.node(Nodes),
  parallel: parallel.node(Nodes),
  each: each.node(Nodes),
  approval: approval.node(Nodes),
  wait: wait.node,
  stop: stop.node,
  'wait-for-event': waitForEvent.node,
} satisfies Record<StepKind, z.ZodObject>;

/** Read from here by what the workflow loads: the words of the kinds stay outside. */
export const STEP_KINDS = Object.keys(NODES) as StepKind[];

const { action: first, ...others } = NODES;
export const PlanNode = z.discriminatedUnion('kind', [first, ...Object.values(others)]);
