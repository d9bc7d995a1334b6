import type { Effect, RunStep } from '../../api/types.js';

/**
 * A state of the ledger is that of the last attempt. While the step goes on, one that failed is no outcome: the step
 * waits to try again.
 */
export function effectStatus(state: Effect['state'], step: Pick<RunStep, 'status'>): Effect['state'] | 'retrying' {
  const goesOn = step.status === 'running' || step.status === 'waiting';
  return state === 'failed' && goesOn ? 'retrying' : state;
}
