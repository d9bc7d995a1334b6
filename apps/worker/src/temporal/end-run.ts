import type { Config } from '@jarvis/config';
import { MISSING_PAYLOAD } from '@jarvis/payload-codec';
import { Client, WorkflowNotFoundError } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';

interface Parts {
  config: Pick<Config, 'temporal'>;
  connection: NativeConnection;
}

/**
 * Ends a workflow that needs a value which is gone: it would try again for ever, and nothing of what comes after can be
 * decided without it. The reconciler writes the reason on the run.
 */
export function endRun({ config, connection }: Parts): (workflowId: string) => Promise<void> {
  const client = new Client({ connection, namespace: config.temporal.namespace });
  return async (workflowId) => {
    try {
      await client.workflow.getHandle(workflowId).terminate(MISSING_PAYLOAD);
    } catch (error) {
      // It has ended meanwhile. Anything else is thrown: the task is tried again, and so is this.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  };
}
