import { notify } from '../notify.js';
import type { Queryable } from '../queryable.js';

/** A call with the connection was accepted: it works, whatever was known or believed before. */
export async function proveConnection(
  manager: Queryable,
  { observatoryId, connectionId }: { observatoryId: string; connectionId: string },
): Promise<void> {
  // Of many calls at once one changes it. What was disconnected meanwhile stays so.
  await manager.query(
    `update integrations
     set health = 'healthy', status = 'connected', error_message = null, health_checked_at = now()
     where id = $1 and status <> 'disconnected' and (health <> 'healthy' or status <> 'connected')`,
    [connectionId],
  );
  await notify(manager, { type: 'sync_status', observatoryId, id: connectionId });
}
