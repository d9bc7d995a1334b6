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
    }
    if (results.isDecided) for (const other of open) other.stop();
  };
  const mayBegin = (): boolean => !results.isDecided;
  await inParallel({ count: node.branches.length, limit: node.limit, mayBegin }, work);

  const outcome = results.outcome();
  if (outcome.type === 'completed') timeline.finish(record, 'succeeded', { output: outcome.output });
  else if (outcome.type === 'failed') timeline.finish(record, 'failed', { error: outcome.error });
  else timeline.finish(record, 'succeeded', { output: results.output() });
  return outcome;
}
