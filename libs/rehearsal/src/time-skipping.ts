import { isGrpcServiceError, type Client } from '@temporalio/client';

/** gRPC status codes (https://grpc.io/docs/guides/status-codes/). */
const NOT_FOUND = 5;
const INVALID_ARGUMENT = 3;
const UNIMPLEMENTED = 12;

/** Virtual time goes on only while somebody skips; at this many jumps a rehearsal has gone round in circles. */
const MAX_SKIPS = 1000;

/**
 * Whether the server can skip time in the client's namespace (Temporal ≥ 1.32 with
 * `frontend.WorkflowTimeSkippingEnabled`): an execution that does not exist is either not found, or the
 * feature is refused before anybody looks for it.
 */
export async function supportsTimeSkipping(client: Client): Promise<boolean> {
  try {
    await skipTime(client, { workflowId: 'jarvis-time-skipping-probe' });
    return true;
  } catch (error) {
    const code = statusOf(error);
    if (code === NOT_FOUND) return true;
    if (code === UNIMPLEMENTED || code === INVALID_ARGUMENT) return false;
    throw error;
  }
}

/** Whether an error says that the server knows nothing of time skipping, or not here. */
export function isUnsupported(error: unknown): boolean {
  return statusOf(error) === UNIMPLEMENTED;
}

function statusOf(error: unknown): number | undefined {
  return isGrpcServiceError(error) ? error.code : undefined;
}

/** From here on the execution's timers fire as soon as nothing else is going on. */
export async function skipTime(client: Client, execution: { workflowId: string; runId?: string }): Promise<void> {
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace: client.options.namespace,
    workflowExecution: execution,
    workflowExecutionOptions: {
      timeSkippingConfig: { enabled: true, maxSessionSkipCount: MAX_SKIPS },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
}
