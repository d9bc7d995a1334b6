import type { Frame } from '@jarvis/interpreter/kit';
import { escapeMarkdown, type ApprovalState, type StepRecord } from '@jarvis/plan';
import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import type { ApprovalNode } from '../../nodes.js';

interface Pending {
  node: ApprovalNode;
  frame: Frame;
  record: StepRecord;
  opened: ApprovalState;
  /** Milliseconds since the epoch, workflow time. */
  expiresAt: number;
}

/**
 * Waits for the answer or for the deadline, whichever the row in Postgres saw first: a click and the clock settle
 * it by the same compare-and-set, so the workflow acts on what the row says and on nothing else.
 */
export async function awaitDecision(pending: Pending): Promise<ApprovalState> {
  const { node, frame, opened, expiresAt } = pending;
  const { run } = frame;
  const { approvalId } = opened;
  let state = opened;
  const rehearsed = armRehearsedAnswer(pending);
  try {
    while (state.status === 'pending') {
      const answered = await frame.wait(() =>
        condition(() => run.wakeUps.hasDecision(approvalId), Math.max(1, expiresAt - Date.now()), {
          summary: `Deadline of ${escapeMarkdown(node.name)}`,
        }),
      );
      run.calls.startNewGroup();
      state = answered ? await readDecision(pending) : await expire(pending);
    }
  } catch (error) {
    if (isCancellation(error)) await withdraw(pending);
    throw error;
  } finally {
    rehearsed.cancel();
    run.wakeUps.forget(approvalId);
  }
  return state;
}

async function readDecision({ node, frame: { run }, record, opened: { approvalId } }: Pending): Promise<ApprovalState> {
  const signal = run.wakeUps.takeDecision(approvalId);
  return run.calls.record(`Reads the answer to ${node.name}`, (activities, scope) =>
    activities.readApproval({ ...scope, approvalId, ...run.otherWaits(record), ...(signal ? { signal } : {}) }),
  );
}

async function expire({ node, frame: { run }, record, opened: { approvalId } }: Pending): Promise<ApprovalState> {
  return run.calls.record(`${node.name}: nobody answered in time`, (activities, scope) =>
    activities.expireApproval({ ...scope, approvalId, ...run.otherWaits(record) }),
  );
}

/** This part of the run is being cancelled: nobody may answer any more. */
async function withdraw({ node, frame: { run }, record, opened: { approvalId } }: Pending): Promise<void> {
  await CancellationScope.nonCancellable(() =>
    run.calls.record(`Withdraws ${node.name}`, (activities, scope) =>
      activities.cancelApproval({ ...scope, approvalId, ...run.otherWaits(record) }),
    ),
  );
}

/**
 * In a rehearsal answers come with the input, since a signal from outside would race the jump of virtual time.
 * The tie is decided here: an answer at exactly the deadline, or after it, is too late and the approval expires.
 */
function armRehearsedAnswer({ node, frame, opened: { approvalId }, expiresAt }: Pending): CancellationScope {
  const scope = new CancellationScope();
  const { run, at } = frame;
  const answers = run.input.rehearsal?.answers;
  const answer = answers?.[`${at}/${node.id}`] ?? answers?.[node.id];
  if (!answer || Date.now() + answer.afterMs >= expiresAt) return scope;
  const { decision, edited, note, afterMs } = answer;
  scope
    .run(async () => {
      await sleep(afterMs, { summary: `Rehearsed answer: ${decision}` });
      run.wakeUps.decide({ approvalId, decision, note, edited, by: 'The rehearsal' });
    })
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  return scope;
}
