import { LIVE_CHANNEL, type LiveNotice } from '@jarvis/contracts';
import type { Queryable } from './queryable.js';
import { scopeOf } from './scope.js';

/**
 * Tells the API, and so everybody who is looking, that a row changed.
 *
 * Inside `tenant` or `system` it is sent once the transaction has committed, together with what other
 * transactions of this process said within a few milliseconds: PostgreSQL serialises the commits of
 * notifying transactions, which would cost more than everything else a step does. A notice is a hint; one
 * lost with its process is made good when the client fetches again.
 */
export async function notify(manager: Queryable, notice: LiveNotice): Promise<void> {
  const scope = scopeOf(manager);
  if (scope) {
    scope.notices.push(notice);
    return;
  }
  await manager.query('select pg_notify($1, $2)', [LIVE_CHANNEL, JSON.stringify(notice)]);
}
