import { completed, holds, type NodeOutcome, type Run, type RunNodes } from '@jarvis/interpreter/kit';
import type { StepRecord } from '@jarvis/plan';
import type { BranchNode } from '../../nodes.js';

/** Runs the steps of the first case that holds, else those of `else`. */
export async function runNode(
  node: BranchNode,
  run: Run,
  record: StepRecord,
  runNodes: RunNodes,
): Promise<NodeOutcome> {
  const index = node.cases.findIndex((candidate) => holds(candidate.if, run));
  const taken = node.cases[index];
  const output = { taken: taken ? index : 'else', ...(taken ? { condition: taken.if } : {}) };
  // The decision is the step; what follows from it has steps of its own.
  run.timeline.finish(record, 'succeeded', { output });
  const outcome = await runNodes(taken ? taken.steps : node.else, run);
  return outcome.type === 'completed' ? completed(output) : outcome;
}
