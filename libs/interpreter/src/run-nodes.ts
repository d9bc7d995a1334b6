import type { Json, StepError } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import { runnerOf } from '@jarvis/steps/run';
import { isCancellation } from '@temporalio/workflow';
import type { OnError } from '@jarvis/vocabulary';
import { describeFailure, StepProblem } from './kit/failures.js';
import type { Frame } from './kit/frame.js';
import { groupAtHead, performGroup } from './kit/groups.js';
import { LeftGroup } from './kit/left-group.js';
import { completed, type NodeOutcome } from './kit/outcome.js';
import type { RunNodes } from './kit/run-node.js';
import { holds } from './kit/values.js';
import { asThisRunReads } from './kit/whole-numbers.js';

/** Runs nodes in order until one ends the run or fails it. What comes out is what the last one gave. */
export const runNodes: RunNodes = async (nodes, frame) => {
  let output: Json = null;
  let rest = frame.remaining(nodes);
  for (let [node] = rest; node !== undefined; [node] = rest) {
    frame.checkStopped();
    if (frame.at !== '' && frame.isHistoryFull) return { type: 'failed', error: tooLong(node) };
    const group = groupAtHead(rest, frame);
    if (group.length > 0) {
      const end = await performGroup(group, frame);
      // Decided elsewhere while the group ran.
      frame.checkStopped();
      if (end.type === 'ended') return end;
      rest = end.type === 'left' ? frame.remaining(rest) : rest.slice(group.length);
      output = end.type === 'left' ? null : end.output;
      continue;
    }
    let outcome = await runNode(node, frame, runNodes);
    if (outcome.type === 'failed') {
      // Awaited only where there are such steps: every `await` more would change the order of what runs side by side.
      outcome =
        typeof node.onError === 'string' ? goOn(outcome, node.onError) : await handle(node.onError, frame, outcome);
    }
    if (outcome.type !== 'completed') return outcome;
    output = outcome.output;
    rest = rest.slice(1);
  }
  return completed(output);
};

type Failed = Extract<NodeOutcome, { type: 'failed' }>;
type Completed = Extract<NodeOutcome, { type: 'completed' }>;

function goOn(failed: Failed, then: OnError, output: Json = null): NodeOutcome {
  return then === 'continue' ? completed(output) : failed;
}

/** Runs the steps for a failure. */
async function handle(
  { steps, then }: Exclude<PlanNode['onError'], string>,
  around: Frame,
  failed: Failed,
): Promise<NodeOutcome> {
  // A branch of its own: the step does not fail again, so a run cannot go on from inside in a new history.
  const frame = around.branch();
  try {
    const outcome = await runNodes(steps, frame);
    if (outcome.type === 'failed') return { type: 'failed', error: both(failed.error, outcome.error) };
    // Steps that stop with an outcome of their own, or are declined, have the last word.
    return outcome.type === 'completed' ? goOn(failed, then, outcome.output) : outcome;
  } finally {
    frame.close();
  }
}

/** Why the step failed is what matters, so its code and its place stay. */
function both(first: StepError, second: StepError): StepError {
  return { ...first, message: `${first.message}\nWhat was to be done then failed as well: ${second.message}` };
}

/** @param inner runs the steps within the node */
export async function runNode(node: PlanNode, frame: Frame, inner: RunNodes): Promise<NodeOutcome> {
  const { run } = frame;
  const record = frame.start(node);
  try {
    if (node.if !== undefined && !frame.resumesIn(node.path) && !holds(node.if, frame)) {
      run.timeline.finish(record, 'skipped', { attempts: 0 });
      frame.setResult(node.id, { status: 'skipped', output: null, error: null });
      return completed();
    }
    run.enter(node.name);
    if (run.input.rehearsal?.failures.includes(node.id)) throw rehearsedFailure(node);
    const pinned = run.input.rehearsal && pinnedFor(node, run.input.rehearsal.pins);
    if (pinned) run.timeline.finish(record, 'succeeded', { output: pinned.output, attempts: 0 });
    // No async function in between: the SDK takes a stack trace for every promise of a workflow.
    const outcome = pinned ?? (await runnerOf(node)(node, frame, record, inner));
    if (outcome.type === 'failed') return fail(node, frame, outcome.error);
    if (outcome.type === 'completed') {
      const output = asThisRunReads(outcome.output);
      frame.setResult(node.id, { status: 'succeeded', output, error: null });
      run.undoing.add(node, frame);
    }
    return outcome;
  } catch (error) {
    if (error instanceof LeftGroup) throw error;
    if (isCancellation(error)) {
      // Of the whole run, whoever cancels it settles all that is open.
      if (frame.isStopped && record.finishedAt === undefined) {
        delete record.error;
        run.timeline.finish(record, 'cancelled');
      }
      throw error;
    }
    const problem = describeFailure(error, node);
    run.timeline.finish(record, 'failed', { error: problem });
    return fail(node, frame, problem);
  }
}

function fail(node: PlanNode, frame: Frame, error: StepError): NodeOutcome {
  // Expressions may read the hint of any error, so there always is one.
  frame.setResult(node.id, { status: 'failed', output: null, error: { hint: '', ...error } });
  return { type: 'failed', error };
}

/** Undefined where the step is to be done. */
function pinnedFor({ id }: PlanNode, pins: Readonly<Record<string, Json>>): Completed | undefined {
  return Object.hasOwn(pins, id) ? { type: 'completed', output: pins[id] ?? null } : undefined;
}

function rehearsedFailure({ name }: PlanNode): StepProblem {
  return new StepProblem({
    code: 'rehearsed-failure',
    message: `"${name}" fails in this rehearsal.`,
    hint: 'This ending shows what happens when it fails.',
  });
}

/** Said before the step begins, so that nothing of it is done. */
function tooLong({ name, path }: PlanNode): StepError {
  return {
    code: 'run-too-long',
    message: `"${name}" was not begun: this run has become too long for Temporal.`,
    hint: 'Take fewer items at a time. A loop that is not inside of another loop, of a parallel step or of an approval can be as long as needed.',
    stepPath: path,
  };
}
