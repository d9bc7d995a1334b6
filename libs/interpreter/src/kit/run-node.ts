import type { StepRecord } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import type { NodeOutcome } from './outcome.js';
import type { Run } from './run.js';

/** Handed to the kinds that hold steps, so that they need not import the interpreter. */
export type RunNodes = (nodes: readonly PlanNode[], run: Run) => Promise<NodeOutcome>;

/** What the interpreter asks of a kind of step. */
export type RunNode<N extends PlanNode> = (
  node: N,
  run: Run,
  record: StepRecord,
  runNodes: RunNodes,
) => NodeOutcome | Promise<NodeOutcome>;
