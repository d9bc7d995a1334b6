import type { GroupEnd, Json, PerformGroupInput, StepRecord } from '@jarvis/plan';
import { Frame } from './kit/frame.js';
import { LeftGroup } from './kit/left-group.js';
import { completed } from './kit/outcome.js';
import type { RunNodes } from './kit/run-node.js';
import { Run, type Host } from './kit/run.js';
import { runNode } from './run-nodes.js';

/** An activity that runs a group of steps. */
export interface GroupHost extends Host {
  /** Asked before each step but the first. With false the group ends there. */
  hasRoom(): boolean;
}

/** What came of a group, in memory: nothing is written yet. */
export interface RanGroup {
  /** The steps that are over, in their order. */
  steps: StepRecord[];
  end: GroupEnd;
}

/**
 * Runs a group of steps with the same code as a workflow does. A step that does not work out is left to the workflow, which
 * has what it takes: attempts, waits, people, `onError`.
 * @throws CancelledFailure when the run is cancelled
 */
export async function runGroup({ run: facts, nodes, ...place }: PerformGroupInput, host: GroupHost): Promise<RanGroup> {
  const run = new Run(facts, host);
  let begun = 0;
  const inOrder: RunNodes = async (list, frame) => {
    let output: Json = null;
    for (const node of list) {
      if (begun > 0 && !host.hasRoom()) throw new LeftGroup(node.path, false);
      begun += 1;
      const outcome = await runNode(node, frame, inOrder);
      if (outcome.type === 'failed') throw new LeftGroup(node.path, true);
      if (outcome.type !== 'completed') return outcome;
      output = outcome.output;
    }
    return completed(output);
  };
  const end = await endOf(inOrder(nodes, Frame.ofGroup(run, place)));
  return { end, steps: run.timeline.records.filter((record) => isOver(record, end)) };
}

async function endOf(ran: ReturnType<RunNodes>): Promise<GroupEnd> {
  try {
    const outcome = await ran;
    if (outcome.type === 'completed' || outcome.type === 'ended') return outcome;
    throw new Error(`A step in a group came out as "${outcome.type}".`);
  } catch (error) {
    if (error instanceof LeftGroup) return { type: 'left', path: error.path, alone: error.alone };
    throw error;
  }
}

/** A branch inside of which the group was left is over when its steps are. */
function isOver({ status, path }: StepRecord, end: GroupEnd): boolean {
  const holdsTheNext = end.type === 'left' && end.path.startsWith(`${path}.`);
  return (status === 'succeeded' || status === 'skipped') && !holdsTheNext;
}
