import { Context } from '@temporalio/activity';
import {
  closeRun,
  openRun,
  progressRun,
  readEffectState,
  type NewFeedEntry,
  type Queryable,
  type LedgerScope,
} from '@jarvis/database';
import { FAILURE, type PlanActivities, type RunOpening, type StepRecord } from '@jarvis/plan';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityDependencies } from './dependencies.js';
import { withFailures } from './failures.js';
import { StartVerifier } from './verify-start.js';

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
    const opened = await database.statements(scope.observatoryId, (manager) =>
      openRun(manager, { scope, records, opening, workflowId, temporalRunId }),
    );
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
    closeRun: ({ runId, observatoryId, ruleId, records, status, message, error }) =>
      withFailures(run, async () => {
        const work = async (manager: Queryable) => {
          await closeRun(manager, {
            scope: { runId, observatoryId, ruleId },
            records,
            status,
            message,
            error,
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
