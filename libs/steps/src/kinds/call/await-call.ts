import type { Frame } from '@jarvis/interpreter/kit';
import { escapeMarkdown, type CallState, type JsonObject, type StepRecord } from '@jarvis/plan';
import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { CallNode } from './node.js';

interface Call {
  node: CallNode;
  frame: Frame;
  record: StepRecord;
  input: JsonObject;
  /** Milliseconds since the epoch, workflow time. */
  expiresAt: number;
}

export type EndedCall = CallState & { status: Exclude<CallState['status'], 'open'> };

export function hasEnded(state: CallState): state is EndedCall {
  return state.status !== 'open';
}

/**
 * Makes the called run, where there is none yet, and says how it stands. The row decides: asked again it calls nothing
 * twice, and after a restore of the database to a moment before the call it is made once more, under the same id.
 */
export function callRule({ node, frame, record, input }: Call): Promise<CallState> {
  const { run } = frame;
  return run.calls.record(`Calls ${node.ruleName}`.slice(0, 200), (activities, scope) => {
    // Nothing is called by a part of the run that was stopped while this waited for its turn.
    frame.checkStopped();
    const { id, path, name, rule, ruleName, wait, outputSchema } = node;
    const { waitingFor } = run;
    const others = run.otherWaits(record).waitingFor;
    return activities.callRule({
      ...scope,
      node: { id, path, name, rule, ruleName, wait, outputSchema },
      iteration: frame.at,
      input,
      ...(waitingFor === undefined ? {} : { waitingFor }),
      ...(others === undefined ? {} : { others }),
    });
  });
}

/**
 * Waits until the called run is over, and for no longer than the step says. Whoever ends a run that is waited for tells
 * the caller in the same transaction; the signal only wakes it, and it reads the row.
 * @returns the state after its time too, when the called run has been asked to stop
 */
export async function awaitCall(call: Call): Promise<CallState> {
  const { node, frame, record, expiresAt } = call;
  const { run } = frame;
  run.beginWaiting(record, `the run of “${node.ruleName}”, until ${new Date(expiresAt).toISOString()}`);
  try {
    run.timeline.mark(record, 'waiting');
    return await untilOver(call, await callRule(call));
  } finally {
    run.endWaiting(record);
  }
}

async function untilOver(call: Call, called: CallState): Promise<CallState> {
  const { node, frame, expiresAt } = call;
  const { run } = frame;
  const { runId } = called;
  let state = called;
  try {
    while (!hasEnded(state)) {
      const told = await frame.wait(() =>
        condition(() => run.wakeUps.hasArrival(runId), Math.max(1, expiresAt - Date.now()), {
          summary: `Deadline of ${escapeMarkdown(node.name)}`,
        }),
      );
      run.calls.startNewGroup();
      if (!told) return await withdraw(call, runId);
      run.wakeUps.takeArrival(runId);
      state = await callRule(call);
      // The database was restored to a moment before the call, so what came before it may be lost, too.
      if (state.isNew) run.timeline.rewrite();
    }
  } catch (error) {
    // This part of the run is being cancelled, and what it waits for with it.
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => withdraw(call, runId));
    throw error;
  } finally {
    run.wakeUps.forget(runId);
  }
  return state;
}

/** The called run is not waited for any more, and asked to stop. */
function withdraw({ node, frame: { run }, record }: Call, calledRunId: string): Promise<CallState> {
  return run.calls.record(`Stops the run of ${node.ruleName}`.slice(0, 200), (activities, scope) =>
    activities.withdrawCall({ ...scope, calledRunId, ...run.otherWaits(record) }),
  );
}
