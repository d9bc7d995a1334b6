import { closeRun, enqueue, type Database } from '@jarvis/database';
import { MISSING_PAYLOAD } from '@jarvis/payload-codec';
import { RunResult, workflowIdOfRun, type Json } from '@jarvis/plan';
import type { FinalRunStatus } from '@jarvis/vocabulary';
import type { Client } from '@temporalio/client';
import type { Drift } from './drift.js';
import type { OpenRun } from './open-runs.queries.js';

interface Ending {
  status: FinalRunStatus;
  message: string;
  /** What the run gives to whoever called it. */
  output?: Json | undefined;
}

/** Closes the row of a run whose workflow has ended, as the workflow ended. */
export async function closeLikeWorkflow(
  { database, client, run, workflowId }: { database: Database; client: Client; run: OpenRun; workflowId: string },
  ending: string,
): Promise<Drift> {
  const { status, message, output } = await describeEnding({ client, workflowId }, ending);
  await close(database, run, { status, message, output });
  return drift(run, 'workflow-closed', {
    mended: true,
    message: `The workflow had ended (${ending.toLowerCase()}); the run now says "${status}".`,
  });
}

/**
 * A run Temporal knows nothing of. It is neither started again, since what it did is not known here, nor closed: it may be
 * Temporal that is not yet what it was.
 */
export function missing(run: OpenRun): Drift {
  return drift(run, 'workflow-missing', {
    mended: false,
    message: 'Temporal no longer knows this run, so it cannot go on. Nothing was repeated. Look at what it did first.',
  });
}

/** Queues the start of a run again that has none on its way. */
export async function restart(database: Database, run: OpenRun): Promise<Drift> {
  await database.tenant(run.observatory_id, (manager) =>
    enqueue(manager, {
      observatoryId: run.observatory_id,
      topic: 'start-run',
      key: `start-run/${run.id}`,
      payload: { runId: run.id },
    }),
  );
  return drift(run, 'start-lost', {
    mended: true,
    message: 'Nothing was going to start this run; it is queued again.',
  });
}

/** Ends a run's row in place of its workflow. */
export async function close(
  database: Database,
  run: Pick<OpenRun, 'id' | 'observatory_id'>,
  { status, message, output }: Ending,
): Promise<void> {
  await database.tenant(run.observatory_id, (manager) =>
    closeRun(manager, {
      scope: { observatoryId: run.observatory_id, runId: run.id },
      records: [],
      status,
      message,
      output,
      ...(status === 'failed' ? { error: { code: 'reconciled', message } } : {}),
      feed: [
        {
          type: 'automation',
          action: 'finished',
          title: 'A run was closed in place of its workflow',
          description: message,
          status: 'failed',
        },
      ],
    }),
  );
}

const MISSING_HINT = 'Nothing was repeated. Look at what it did, then run it again with its event.';

async function terminationReason(client: Client, workflowId: string): Promise<string | undefined> {
  try {
    await client.workflow.getHandle(workflowId).result();
    return undefined;
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
  }
}

async function describeEnding(
  { client, workflowId }: { client: Client; workflowId: string },
  ending: string,
): Promise<Ending> {
  switch (ending) {
    case 'COMPLETED': {
      const result = RunResult.safeParse(await client.workflow.getHandle(workflowId).result());
      if (result.success) {
        const { status, message = 'The run had ended.', output } = result.data;
        return { status, message, output };
      }
      return { status: 'failed', message: 'The workflow completed without saying how.' };
    }
    case 'CANCELLED':
      return { status: 'cancelled', message: 'The run was cancelled.' };
    case 'TERMINATED': {
      const reason = await terminationReason(client, workflowId);
      // The worker ended it: somebody lost what it needs, nobody cancelled it.
      if (reason === MISSING_PAYLOAD) return { status: 'failed', message: `${reason} ${MISSING_HINT}` };
      return { status: 'cancelled', message: 'The workflow was terminated in Temporal.' };
    }
    case 'TIMED_OUT':
      return { status: 'failed', message: 'The workflow ran out of time in Temporal.' };
    default:
      return { status: 'failed', message: 'The workflow failed in Temporal; its history there says why.' };
  }
}

export function drift(
  { id, observatory_id: observatoryId, workflow_id: workflowId }: OpenRun,
  kind: Drift['kind'],
  rest: Pick<Drift, 'mended' | 'message'>,
): Drift {
  return { runId: id, observatoryId, temporalId: workflowId ?? workflowIdOfRun(id), kind, ...rest };
}
