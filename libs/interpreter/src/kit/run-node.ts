import type { StepRecord } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import type { Frame } from './frame.js';
import type { NodeOutcome } from './outcome.js';

/** Handed to the kinds that hold steps, so that they need not import the interpreter. */
export type RunNodes = (nodes: readonly PlanNode[], frame: Frame) => Promise<NodeOutcome>;

/** What the interpreter asks of a kind of step. */
export type RunNode<N extends PlanNode> = (
  node: N,
  frame: Frame,
  record: StepRecord,
  runNodes: RunNodes,
) => NodeOutcome | Promise<NodeOutcome>;
