import { describeFailure, type Frame } from '@jarvis/interpreter/kit';
import { escapeMarkdown, type EventWaitState, type Json, type JsonObject, type StepRecord } from '@jarvis/plan';
import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import type { WaitForEventNode } from './node.js';

interface Awaited {
  node: WaitForEventNode;
  frame: Frame;
  record: StepRecord;
  where: JsonObject;
  /** Milliseconds since the epoch, workflow time. */
  expiresAt: number;
}

interface Pending extends Awaited {
  opened: EventWaitState;
}

/** Waits, and opens the wait once more when it is gone: the database was restored to a moment before it. */
export async function awaitEvent(awaited: Awaited): Promise<EventWaitState> {
  const { node, frame, record, expiresAt } = awaited;
  const { run } = frame;
  for (;;) {
    run.beginWaiting(record, `event ${node.event}, until ${new Date(expiresAt).toISOString()}`);
    try {
      run.timeline.mark(record, 'waiting');
      return await untilSettled({ ...awaited, opened: await open(awaited) });
    } catch (error) {
      const gone = describeFailure(error, node).code === 'not-found' && Date.now() < expiresAt;
      if (!gone) throw error;
      run.timeline.rewrite();
    } finally {
      run.endWaiting(record);
    }
  }
}

function open({ node, frame, record, where, expiresAt }: Awaited): Promise<EventWaitState> {
  const { run } = frame;
  return run.calls.record(`Waits for event ${node.event}`.slice(0, 200), (activities, scope) => {
    // Nothing is waited for by a part of the run that was stopped while this waited for its turn.
    frame.checkStopped();
    const { waitingFor } = run;
    const others = run.otherWaits(record).waitingFor;
    return activities.openEventWait({
      ...scope,
      node: { path: node.path, name: node.name, event: node.event },
      iteration: frame.at,
      where,
      expiresAt: new Date(expiresAt).toISOString(),
      ...(waitingFor === undefined ? {} : { waitingFor }),
      ...(others === undefined ? {} : { others }),
    });
  });
}

/**
 * An event and the clock settle the row by the same compare-and-set, so the workflow acts on what the row says and on
 * nothing else; the signal only wakes it.
 */
async function untilSettled(pending: Pending): Promise<EventWaitState> {
  const { node, frame, opened, expiresAt } = pending;
  const { run } = frame;
  const { waitId } = opened;
  let state = opened;
  const rehearsed = armRehearsedEvent(pending);
  try {
    while (state.status === 'open') {
      const came = await frame.wait(() =>
        condition(() => run.wakeUps.hasArrival(waitId), Math.max(1, expiresAt - Date.now()), {
          summary: `Deadline of ${escapeMarkdown(node.name)}`,
        }),
      );
      run.calls.startNewGroup();
      state = came ? await read(pending) : await settle(pending, 'expired');
    }
  } catch (error) {
    // This part of the run is being cancelled: no event is for it any more.
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => settle(pending, 'cancelled'));
    throw error;
  } finally {
    rehearsed.cancel();
    run.wakeUps.forget(waitId);
  }
  return state;
}

function read(pending: Pending): Promise<EventWaitState> {
  const { node, frame, record, opened } = pending;
  const { run } = frame;
  const sample = rehearsedEvent(pending);
  run.wakeUps.takeArrival(opened.waitId);
  return run.calls.record(`Reads the event for ${node.name}`, (activities, scope) =>
    activities.readEventWait({
      ...scope,
      waitId: opened.waitId,
      ...run.otherWaits(record),
      ...(sample ? { rehearsed: withWhere(sample.body, pending.where) } : {}),
    }),
  );
}

function settle(
  { node, frame: { run }, record, opened: { waitId } }: Pending,
  as: 'expired' | 'cancelled',
): Promise<EventWaitState> {
  const summary = as === 'expired' ? `${node.name}: no event came in time` : `Withdraws ${node.name}`;
  return run.calls.record(summary, (activities, scope) =>
    activities.settleEventWait({ ...scope, waitId, as, ...run.otherWaits(record) }),
  );
}

/** What was given, with what the step looks for, field by field. */
function withWhere(given: Json | undefined, where: Json): Json {
  if (!isObject(given) || !isObject(where)) return where;
  const fields = Object.entries(where).map(([name, value]) => [name, withWhere(given[name], value)] as const);
  return { ...given, ...Object.fromEntries(fields) };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rehearsedEvent({ node, frame: { run, at } }: Awaited) {
  const events = run.input.rehearsal?.events;
  return events?.[`${at}/${node.id}`] ?? events?.[node.id];
}

/** In a rehearsal the event comes with the input; one at exactly the deadline, or after it, is too late. */
function armRehearsedEvent(pending: Pending): CancellationScope {
  const { node, frame, opened, expiresAt } = pending;
  const scope = new CancellationScope();
  const event = rehearsedEvent(pending);
  if (!event || Date.now() + event.afterMs >= expiresAt) return scope;
  scope
    .run(async () => {
      await sleep(event.afterMs, { summary: `Rehearsed event: ${escapeMarkdown(node.event)}` });
      frame.run.wakeUps.arrive({ waitId: opened.waitId });
    })
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  return scope;
}
