import type { StepError } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import { runnerOf } from '@jarvis/steps/run';
import { isCancellation } from '@temporalio/workflow';
import { describeFailure } from './kit/failures.js';
import { completed, type NodeOutcome } from './kit/outcome.js';
import type { Run } from './kit/run.js';
import type { RunNodes } from './kit/run-node.js';
import { holds } from './kit/values.js';
import { asThisRunReads } from './kit/whole-numbers.js';

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
    // No async function in between: the SDK takes a stack trace for every promise of a workflow.
    const outcome = await runnerOf(node)(node, run, record, runNodes);
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
