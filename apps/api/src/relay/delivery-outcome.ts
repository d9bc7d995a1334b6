/** What became of one message. */
export type DeliveryOutcome =
  | { type: 'delivered'; note?: string }
  /** Worth another try later. */
  | { type: 'failed'; error: string }
  /** Temporal does not answer: nothing else needs to be tried now. */
  | { type: 'outage'; error: string };

export const delivered: DeliveryOutcome = { type: 'delivered' };

/** gRPC codes (https://grpc.io/docs/guides/status-codes/) of a server that is down, overloaded or too slow. */
const OUTAGE_CODES = new Set([4, 8, 14]);

/** What an error of a call to Temporal means for the message. */
export function outcomeOfError(error: unknown): DeliveryOutcome {
  const words = error instanceof Error ? error.message : String(error);
  return isTemporalOutage(error) ? { type: 'outage', error: words } : { type: 'failed', error: words };
}

/** By shape: the SDK wraps the gRPC error as `cause`, and is not loaded before it is needed. */
export function isTemporalOutage(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false;
  if ('code' in error && typeof error.code === 'number' && 'details' in error && OUTAGE_CODES.has(error.code))
    return true;
  return isTemporalOutage(error.cause, depth + 1);
}

/** Whether the error says that there is no such workflow, or that it has ended. */
export function isWorkflowGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'WorkflowNotFoundError';
}
