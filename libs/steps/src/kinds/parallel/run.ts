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
  await runBranches({ node, frame, results, runNodes });
  const outcome = results.outcome();
  if (outcome.type === 'failed') timeline.finish(record, 'failed', { error: outcome.error });
  else timeline.finish(record, 'succeeded', { output: results.output() });
  return outcome;
}

interface Branches {
  node: ParallelNode;
  frame: Frame;
  results: BranchResults;
  runNodes: RunNodes;
}

async function runBranches({ node, frame, results, runNodes }: Branches): Promise<void> {
  const { run } = frame;
  const open = new Set<Frame>();
  const work = async (index: number): Promise<void> => {
    const inner = frame.branch();
    open.add(inner);
    try {
      results.add(index, await runNodes(node.branches[index]?.steps ?? [], inner));
    } catch (error) {
      // Stopped from here, because it is decided; everything else is for those around.
      if (!inner.isStopped || frame.isStopped) throw error;
    } finally {
      open.delete(inner);
      inner.close();
    }
    if (results.isDecided) for (const other of open) other.stop();
  };
  const count = node.branches.length;
  const limit = Math.min(node.limit, count);
  const all = (): Promise<void> => inParallel({ count, limit, mayBegin: () => !results.isDecided }, work);
  await (limit > 1 ? run.calls.sideBySide(all) : all());
  // A branch that was stopped in a wait has written nothing, and the next step may be a long one.
  if (results.hasStopped) await run.goOn();
}
