import { Context } from '@temporalio/activity';
import {
  closeRun,
  isCovered,
  openRun,
  progressRun,
  readEffectState,
  type NewFeedEntry,
  type Queryable,
  type LedgerScope,
  type ScheduledStart,
} from '@jarvis/database';
import { FAILURE, type PlanActivities, type RunOpening, type StepRecord } from '@jarvis/plan';
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { ActivityDependencies } from './dependencies.js';
import { withFailures } from './failures.js';
import { StartVerifier } from './verify-start.js';

const ScheduledEvent = z.object({ scheduledAt: z.iso.datetime() });

type RecordActivities = Pick<PlanActivities, 'recordProgress' | 'closeRun' | 'readEffect'>;

interface Opening {
  scope: LedgerScope & { ruleId: string | undefined };
  records: StepRecord[];
  opening: RunOpening;
  execution: { workflowId: string; runId: string };
}

/** The run's own row. */
export function createRecordActivities({ database }: Pick<ActivityDependencies, 'database'>): RecordActivities {
  const run = { name: 'run', path: '' };
  const verifier = new StartVerifier(database);
  const open = async ({ scope, records, opening, execution: { workflowId, runId: temporalRunId } }: Opening) => {
    const objection = await verifier.findObjection({ ...scope, opening, workflowId });
    if (objection !== undefined) throw notOurs(objection);
    const write = (manager: Queryable) => openRun(manager, { scope, records, opening, workflowId, temporalRunId });
    const start = scheduledStart(scope, opening);
    const opened = await (start === undefined
      ? database.statements(scope.observatoryId, write)
      : database.tenant(scope.observatoryId, async (manager) => {
          if (await isCovered(manager, start)) throw missedTime();
          return write(manager);
        }));
    if (!opened)
      throw notOurs('no run here waits for it: it was not asked for, has ended, or its rule is switched off');
  };
  return {
    recordProgress: ({ runId, observatoryId, ruleId, records, status, waitingFor, trigger }) =>
      withFailures(run, () => {
        const scope = { runId, observatoryId, ruleId };
        const { workflowExecution } = Context.current().info;
        if (trigger && workflowExecution) {
          return open({ scope, records, opening: trigger, execution: workflowExecution });
        }
        return database.statements(observatoryId, (manager) =>
          progressRun(manager, { scope, records, status, waitingFor }),
        );
      }),
    closeRun: ({ runId, observatoryId, ruleId, records, status, message, error, output }) =>
      withFailures(run, async () => {
        const work = async (manager: Queryable) => {
          await closeRun(manager, {
            scope: { runId, observatoryId, ruleId },
            records,
            status,
            message,
            error,
            output,
            feed: status === 'failed' ? [failedRun(message)] : [],
          });
        };
        // A run that succeeded leaves nothing open, so closing it is one statement.
        await (status === 'succeeded'
          ? database.statements(observatoryId, work)
          : database.tenant(observatoryId, work));
      }),
    readEffect: ({ observatoryId, effectId }) =>
      withFailures(run, () => database.tenant(observatoryId, (manager) => readEffectState(manager, effectId))),
  };
}

/** Undefined for what no schedule has started. */
function scheduledStart(
  { runId, ruleId }: Opening['scope'],
  { type, ruleVersion, event }: RunOpening,
): ScheduledStart | undefined {
  const due = ScheduledEvent.safeParse(event);
  if (type !== 'schedule' || ruleId === undefined || ruleVersion === undefined || !due.success) return undefined;
  return { runId, ruleId, ruleVersion, dueAt: due.data.scheduledAt };
}

function missedTime(): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    'This time passed during an outage, and one run was made for all of them.',
    FAILURE.missedTime,
  );
}

/** Whoever can reach Temporal can start a workflow there; it ends here, before anything has happened. */
function notOurs(reason: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `This workflow is not run: ${reason}. Start rules in Jarvis: by hand, by a webhook, or by their schedule.`,
    FAILURE.notOurs,
  );
}

function failedRun(message: string | undefined): NewFeedEntry {
  return {
    type: 'automation',
    action: 'finished',
    title: 'A run failed',
    description: message,
    status: 'failed',
  };
}
