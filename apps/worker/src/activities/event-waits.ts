import { ConnectorError } from '@jarvis/connector-kit';
import {
  openEventWait,
  progressRun,
  recordSteps,
  readEventWait,
  settleEventWait,
  type EventWait,
  type LedgerScope,
  type Queryable,
} from '@jarvis/database';
import type { EventWaitState, PlanActivities, ReadEventWaitInput, RunScope } from '@jarvis/plan';
import { checkWhere } from './check-where.js';
import type { ActivityDependencies } from './dependencies.js';
import { withFailures } from './failures.js';
import { createLookBack } from './look-backs.js';

type EventWaitActivities = Pick<PlanActivities, 'openEventWait' | 'readEventWait' | 'settleEventWait'>;

/** Waiting for an event, and reading what the row says. */
export function createEventWaitActivities({ database }: Pick<ActivityDependencies, 'database'>): EventWaitActivities {
  const lookBack = createLookBack(database);
  const read = (
    { observatoryId, runId, ruleId, records, waitId, waitingFor }: Omit<ReadEventWaitInput, 'rehearsed'>,
    find: (manager: Queryable) => Promise<EventWait | null>,
  ): Promise<EventWaitState> =>
    withFailures({ name: 'event', path: '' }, async () => {
      // Nothing is to be done, unless the database was restored to a moment between opening the wait and looking back.
      await lookBack({ observatoryId, waitId });
      return database.tenant(observatoryId, async (manager) => {
        const wait = found(await find(manager), waitId);
        return goOn(manager, { scope: { observatoryId, runId, ruleId }, records, wait, waitingFor });
      });
    });
  return {
    openEventWait: (input) =>
      withFailures(input.node, async () => {
        const { observatoryId, runId, ruleId, records, node, iteration, where, expiresAt, waitingFor, others } = input;
        const scope = { observatoryId, runId, ruleId };
        checkWhere(where, node);
        const { id: waitId } = await database.tenant(observatoryId, async (manager) => {
          // Before anything else is locked, since whoever ends a run locks its row first, too.
          await progressRun(manager, { scope, records, status: 'waiting', waitingFor });
          const { path: stepPath, event } = node;
          const wait = await openEventWait(manager, { scope, stepPath, iteration, event, where, expiresAt });
          if (!wait) throw tooMany(node);
          return wait;
        });
        await lookBack({ observatoryId, waitId });
        return database.tenant(observatoryId, async (manager) => {
          // It came before, or this was asked before by an attempt of which nothing came back.
          const wait = found(await readEventWait(manager, waitId), waitId);
          return goOn(manager, { scope, wait, waitingFor: others });
        });
      }),
    readEventWait: (input) => read(input, (manager) => readEventWait(manager, input.waitId)),
    settleEventWait: (input) =>
      read(input, (manager) => settleEventWait(manager, { waitId: input.waitId, as: input.as })),
  };
}

interface Settled {
  scope: LedgerScope;
  records?: RunScope['records'];
  wait: EventWait;
  waitingFor: string | undefined;
}

/** Once the wait is settled, the run's row no longer says that it waits for it, however long the next step takes. */
async function goOn(manager: Queryable, { scope, records = [], wait, waitingFor }: Settled): Promise<EventWaitState> {
  if (wait.status !== 'open') {
    const status = waitingFor === undefined ? 'running' : 'waiting';
    await progressRun(manager, { scope, records, status, waitingFor });
  } else {
    // The workflow counts them as written, whatever became of the wait.
    await recordSteps(manager, { scope, records });
  }
  const { id: waitId, status, body } = wait;
  return { waitId, status, ...(status === 'met' ? { body } : {}) };
}

function tooMany({ name, event }: { name: string; event: string }): ConnectorError {
  return new ConnectorError({
    code: 'conflict',
    message: `"${name}" cannot wait for “${event}”: too many runs of this observatory wait for it already.`,
    hint: 'Let fewer runs wait at the same time, or give the events names of their own.',
  });
}

function found(wait: EventWait | null, waitId: string): EventWait {
  if (wait) return wait;
  throw new ConnectorError({
    code: 'not-found',
    message: `The wait for an event ${waitId} does not exist in this observatory.`,
  });
}
