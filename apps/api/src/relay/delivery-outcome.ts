import { isTemporalOutage, wordsOf } from '../infrastructure/temporal-errors.js';

/** What became of one message. */
export type DeliveryOutcome =
  | { type: 'delivered'; note?: string }
  /** Worth another try later. */
  | { type: 'failed'; error: string }
  /** Temporal does not answer: nothing else needs to be tried now. */
  | { type: 'outage'; error: string };

export const delivered: DeliveryOutcome = { type: 'delivered' };

/** What an error of a call to Temporal means for the message. */
export function outcomeOfError(error: unknown): DeliveryOutcome {
  return { type: isTemporalOutage(error) ? 'outage' : 'failed', error: wordsOf(error) };
}

/** Whether the error says that there is no such workflow, or that it has ended. */
export function isWorkflowGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'WorkflowNotFoundError';
}
