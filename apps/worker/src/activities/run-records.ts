import { Context } from '@temporalio/activity';
import { closeRun, openRun, progressRun, readEffectState, type NewActivity, type Queryable } from '@jarvis/database';
import type { PlanActivities } from '@jarvis/plan';
import type { ActivityDependencies } from './dependencies.js';
import { withFailures } from './failures.js';

type RecordActivities = Pick<PlanActivities, 'recordProgress' | 'closeRun' | 'readEffect'>;

/** The run's own row. */
export function createRecordActivities({ database }: Pick<ActivityDependencies, 'database'>): RecordActivities {
  const run = { name: 'run', path: '' };
  return {
    recordProgress: ({ runId, observatoryId, ruleId, records, status, waitingFor, trigger }) =>
      withFailures(run, () => {
        const scope = { runId, observatoryId, ruleId };
        const { workflowExecution } = Context.current().info;
        return database.statements(observatoryId, (manager) =>
          trigger && workflowExecution
            ? openRun(manager, {
                scope,
                records,
                opening: trigger,
                workflowId: workflowExecution.workflowId,
                temporalRunId: workflowExecution.runId,
              })
            : progressRun(manager, { scope, records, status, waitingFor }),
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
            activities: status === 'failed' ? [failedRun(message)] : [],
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

function failedRun(message: string | undefined): NewActivity {
  return {
    type: 'automation',
    action: 'finished',
    title: 'A run failed',
    description: message,
    status: 'failed',
  };
}
