import { z } from 'zod';
import type { StepKind } from './display.js';
import * as action from './kinds/action/node.js';
import * as approval from './kinds/approval/node.js';
import * as branch from './kinds/branch/node.js';
import * as call from './kinds/call/node.js';
import * as code from './kinds/code/node.js';
import * as each from './kinds/each/node.js';
import * as model from './kinds/model/node.js';
import * as parallel from './kinds/parallel/node.js';
import * as stop from './kinds/stop/node.js';
import * as waitForEvent from './kinds/wait-for-event/node.js';
import * as wait from './kinds/wait/node.js';
import { handlingNodes, type NodeHandling } from './node-base.js';

export type { RetryPolicy, Template } from './node-base.js';
export { MAX_WHERE_BYTES } from './kinds/wait-for-event/node.js';

// Each with what every kind can have besides.
export interface ActionNode extends action.ActionNode, NodeHandling<PlanNode> {}
export interface ModelNode extends model.ModelNode, NodeHandling<PlanNode> {}
export interface CodeNode extends code.CodeNode, NodeHandling<PlanNode> {}
export interface BranchNode extends branch.BranchNode<PlanNode>, NodeHandling<PlanNode> {}
export interface ParallelNode extends parallel.ParallelNode<PlanNode>, NodeHandling<PlanNode> {}
export interface EachNode extends each.EachNode<PlanNode>, NodeHandling<PlanNode> {}
export interface ApprovalNode extends approval.ApprovalNode<PlanNode>, NodeHandling<PlanNode> {}
export interface WaitNode extends wait.WaitNode, NodeHandling<PlanNode> {}
export interface StopNode extends stop.StopNode, NodeHandling<PlanNode> {}
export interface WaitForEventNode extends waitForEvent.WaitForEventNode, NodeHandling<PlanNode> {}
export interface CallNode extends call.CallNode, NodeHandling<PlanNode> {}
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
  | WaitForEventNode
  | CallNode;

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
  call: call.node,
} satisfies Record<StepKind, z.ZodObject>;

/** Read from here by what the workflow loads: the words of the kinds stay outside. */
export const STEP_KINDS = Object.keys(NODES) as StepKind[];

const HANDLING = handlingNodes(Nodes);
const { action: first, ...others } = NODES;
export const PlanNode = z.discriminatedUnion('kind', [
  first.extend(HANDLING),
  ...Object.values(others).map((node) => node.extend(HANDLING)),
]);
