import { inParallel, type Frame, type NodeOutcome, type RunNodes } from '@jarvis/interpreter/kit';
import type { StepRecord } from '@jarvis/plan';
import type { ParallelNode } from '../../nodes.js';
import { BranchResults } from './branch-results.js';

/** Runs lists of steps at the same time. */
export async function runNode(
  node: ParallelNode,
  frame: Frame,
  record: StepRecord,
  runNodes: RunNodes,
): Promise<NodeOutcome> {
  const { timeline } = frame.run;
  timeline.mark(record, 'running');
  const results = new BranchResults(node);
  await inParallel(frame, {
    count: node.branches.length,
    limit: node.limit,
    mayBegin: () => !results.isDecided,
    isDecided: () => results.isDecided,
    enter: () => frame.branch(),
    run: async (index, inner) => results.add(index, await runNodes(node.branches[index]?.steps ?? [], inner)),
  });
  // A branch that was stopped in a wait has written nothing, and the next step may be a long one.
  if (results.hasStopped) await frame.run.goOn();
  const outcome = results.outcome();
  timeline.finishAs(record, outcome, results.output());
  return outcome;
}
