import {
  completed,
  describeFailure,
  render,
  renderText,
  StepProblem,
  timestamp,
  type Frame,
  type NodeOutcome,
  type RunNodes,
} from '@jarvis/interpreter/kit';
import type { ApprovalState, Json, StepRecord } from '@jarvis/plan';
import { patched } from '@temporalio/workflow';
import type { ApprovalNode } from '../../nodes.js';
import { awaitDecision } from './await-decision.js';

/** Asks a person. No answer in time means no action. */
export async function runNode(
  node: ApprovalNode,
  frame: Frame,
  record: StepRecord,
  runNodes: RunNodes,
): Promise<NodeOutcome> {
  const actionInput = render(node.gates.with, frame);
  record.input = actionInput;
  const expiresAt = Date.now() + node.expiresAfterMs;
  const decided = await ask({ node, frame, record, actionInput, expiresAt });
  const output = decisionOutput(decided);
  frame.run.timeline.finish(record, statusOf(decided), { output });
  return follow({ node, frame, decided, output, actionInput, runNodes });
}

interface Opening {
  node: ApprovalNode;
  frame: Frame;
  record: StepRecord;
  actionInput: Json;
  expiresAt: number;
}

/** Asks, and asks once more when the question is gone: the database was restored to a moment before it. */
async function ask(opening: Opening): Promise<ApprovalState> {
  const { node, frame, record, expiresAt } = opening;
  const { run } = frame;
  for (;;) {
    run.beginWaiting(record, `an answer to "${node.name}", until ${new Date(expiresAt).toISOString()}`);
    try {
      const opened = await openApproval(opening);
      // The row exists: whatever happens now, the run is seen to wait.
      run.timeline.settle(record, 'waiting');
      return await awaitDecision({ node, frame, record, opened, expiresAt });
    } catch (error) {
      const gone = describeFailure(error, node).code === 'not-found' && Date.now() < expiresAt;
      if (!gone || !patched('ask-again-when-gone')) throw error;
      run.timeline.rewrite();
    } finally {
      run.endWaiting(record);
    }
  }
}

async function openApproval({ node, frame, record, actionInput, expiresAt }: Opening): Promise<ApprovalState> {
  const { id, path, name, riskLevel, gates, selfApproval } = node;
  const title = renderText(node.title, frame);
  const text = (template: Json | undefined): string | undefined =>
    template === undefined ? undefined : renderText(template, frame);
  const confidence = node.confidence === undefined ? undefined : toConfidence(render(node.confidence, frame));
  return frame.run.calls.record(`Asks for approval: ${title}`.slice(0, 200), (activities, scope) => {
    // Nobody is asked for a part of the run that was stopped while this waited for its turn.
    frame.checkStopped();
    return activities.openApproval({
      ...scope,
      ...frame.run.otherWaits(record),
      node: { id, path, name, riskLevel, ...(selfApproval === undefined ? {} : { selfApproval }) },
      gates: { id: gates.id, path: gates.path, name: gates.name, uses: gates.uses, connectionId: gates.connectionId },
      iteration: frame.at,
      title,
      message: text(node.message),
      reasoning: text(node.reasoning),
      confidence,
      actionInput,
      expiresAt: new Date(expiresAt).toISOString(),
      startedAt: record.startedAt,
    });
  });
}

interface Following {
  node: ApprovalNode;
  frame: Frame;
  decided: ApprovalState;
  output: Json;
  actionInput: Json;
  runNodes: RunNodes;
}

async function follow({ node, frame, decided, output, actionInput, runNodes }: Following): Promise<NodeOutcome> {
  switch (decided.status) {
    case 'approved': {
      const input = decided.approvedInput ?? actionInput;
      frame.approve(node.id, { approvalId: decided.approvalId, input });
      return completed(output);
    }
    case 'rejected':
    case 'expired': {
      const { status } = decided;
      frame.setResult(node.id, { status: 'succeeded', output, error: null });
      const steps = status === 'rejected' ? node.onRejected : node.onExpired;
      // A branch of its own: the answer is not given again, so a run cannot go on from inside in a new history.
      const outcome = await runNodes(steps, frame.branch());
      // Steps that stop with an outcome of their own, or fail, have the last word.
      return outcome.type === 'completed' ? { type: 'declined', status, message: endMessage(node, decided) } : outcome;
    }
    case 'cancelled':
      return { type: 'declined', status: 'cancelled', message: `"${node.name}" was withdrawn.` };
    case 'pending':
      throw new StepProblem({
        code: 'internal',
        message: `"${node.name}" ended without a decision.`,
        hint: 'Report this; nothing was done.',
      });
  }
}

/** What people read; to expressions it has succeeded, as it has an answer. */
function statusOf({ status }: ApprovalState): StepRecord['status'] {
  return status === 'approved' || status === 'pending' ? 'succeeded' : status;
}

function endMessage(node: ApprovalNode, { status, by, note }: ApprovalState): string {
  if (status === 'expired') return `Nobody answered "${node.name}" in time.`;
  return `${by ?? 'Somebody'} rejected “${node.name}”${note ? `: ${note}` : '.'}`;
}

/** What later steps see; the fields the compiler knows. */
function decisionOutput({ status, edited, note, by, respondedAt, approvedInput }: ApprovalState): Json {
  return {
    status,
    edited,
    note: note ?? '',
    by: by ?? '',
    respondedAt: respondedAt ?? timestamp(),
    approvedInput: approvedInput ?? null,
  };
}

/** A model's confidence is shown, never trusted: anything but 0..1 is left out. */
function toConfidence(value: Json): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= 1 ? number : undefined;
}
