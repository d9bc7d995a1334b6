import { isCancellation } from '@temporalio/workflow';
import type { StepError, StepRecord } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import { describeFailure } from './failures.js';
import { runAction } from './nodes/action.js';
import { runApproval } from './nodes/approval.js';
import { runBranch } from './nodes/branch.js';
import { runModel } from './nodes/model.js';
import { runStop } from './nodes/stop.js';
import { runWait } from './nodes/wait.js';
import { completed, type NodeOutcome } from './outcome.js';
import type { Run } from './run.js';
import { holds } from './values.js';
import { asThisRunReads } from './whole-numbers.js';

/** Handed to the nodes that hold steps, so that they need not import their interpreter. */
export type RunNodes = (nodes: readonly PlanNode[], run: Run) => Promise<NodeOutcome>;

/** Runs nodes in order until one ends the run or fails it. */
export const runNodes: RunNodes = async (nodes, run) => {
  for (const node of nodes) {
    const outcome = await runNode(node, run);
    if (outcome.type === 'ended') return outcome;
    if (outcome.type === 'failed' && node.onError === 'fail') return outcome;
  }
  return completed();
};

async function runNode(node: PlanNode, run: Run): Promise<NodeOutcome> {
  const record = run.timeline.start(node);
  try {
    if (node.if !== undefined && !holds(node.if, run)) {
      run.timeline.finish(record, 'skipped', { attempts: 0 });
      run.results.set(node.id, { status: 'skipped', output: null, error: null });
      return completed();
    }
    run.enter(node.name);
    const outcome = await dispatch(node, run, record);
    if (outcome.type === 'failed') return fail(node, run, outcome.error);
    if (outcome.type === 'completed') {
      const output = asThisRunReads(outcome.output);
      run.results.set(node.id, { status: 'succeeded', output, error: null });
    }
    return outcome;
  } catch (error) {
    if (isCancellation(error)) throw error;
    const problem = describeFailure(error, node);
    run.timeline.finish(record, 'failed', { error: problem });
    return fail(node, run, problem);
  }
}

function fail(node: PlanNode, run: Run, error: StepError): NodeOutcome {
  // Expressions may read the hint of any error, so there always is one.
  run.results.set(node.id, { status: 'failed', output: null, error: { hint: '', ...error } });
  return { type: 'failed', error };
}

/** Not async, like all that only hands a promise on: the SDK takes a stack trace for every promise of a workflow. */
function dispatch(node: PlanNode, run: Run, record: StepRecord): NodeOutcome | Promise<NodeOutcome> {
  switch (node.kind) {
    case 'action':
      return runAction(node, run, record);
    case 'model':
      return runModel(node, run, record);
    case 'approval':
      return runApproval(node, run, record, runNodes);
    case 'branch':
      return runBranch(node, run, record, runNodes);
    case 'wait':
      return runWait(node, run, record);
    case 'stop':
      return runStop(node, run, record);
  }
}
