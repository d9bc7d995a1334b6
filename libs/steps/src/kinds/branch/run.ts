import { completed, holds, type Frame, type NodeOutcome, type RunNodes } from '@jarvis/interpreter/kit';
import type { StepRecord } from '@jarvis/plan';
import type { BranchNode } from '../../nodes.js';

/** Runs the steps of the first case that holds, else those of `else`. */
export async function runNode(
  node: BranchNode,
  frame: Frame,
  record: StepRecord,
  runNodes: RunNodes,
): Promise<NodeOutcome> {
  const index = chosen(node, frame);
  const taken = node.cases[index];
  const output = { taken: taken ? index : 'else', ...(taken ? { condition: taken.if } : {}) };
  // The decision is the step; what follows from it has steps of its own.
  frame.run.timeline.finish(record, 'succeeded', { output });
  const outcome = await runNodes(taken ? taken.steps : node.else, frame);
  return outcome.type === 'completed' ? completed(output) : outcome;
}

/** @returns the case, or -1 for `else`; the way that an earlier execution of the run took is taken again */
function chosen({ path, cases }: BranchNode, frame: Frame): number {
  return frame.resumesIn(path)
    ? cases.findIndex((_, index) => frame.resumesIn(`${path}.cases[${String(index)}]`))
    : cases.findIndex((candidate) => holds(candidate.if, frame));
}
