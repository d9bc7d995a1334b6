import { Context } from '@temporalio/activity';

/** Well below the workflow's heartbeat timeout, so that a busy event loop is not taken for a dead worker. */
const INTERVAL_MS = 3000;

/**
 * Tells Temporal that an ordinary activity is alive while `work` runs; that is also how a cancellation reaches it.
 * Local activities need none.
 */
export async function withHeartbeat<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  if (context.info.isLocal) return work();
  const timer = setInterval(() => context.heartbeat(), INTERVAL_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
