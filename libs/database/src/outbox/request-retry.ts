import type { Queryable } from '../queryable.js';
import { enqueue } from './enqueue.js';

/** Tells a run's workflow not to wait for the vendor any longer. Asked twice about one wait, it hears it once. */
export async function requestRetry(
  manager: Queryable,
  {
    observatoryId,
    runId,
    stepPath,
    iteration,
    retryAt,
  }: { observatoryId: string; runId: string; stepPath: string; iteration: string; retryAt: string },
): Promise<void> {
  await enqueue(manager, {
    observatoryId,
    topic: 'signal-retry',
    key: `signal-retry/${runId}/${stepPath}/${iteration}/${retryAt}`,
    payload: { runId, stepPath, iteration },
  });
}
