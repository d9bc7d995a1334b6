import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { toText } from '../ledger/jsonb.js';
import { notify } from '../notify.js';
import { enqueue } from '../outbox/enqueue.js';
import type { Queryable } from '../queryable.js';

const Rows = z.array(z.object({ health: z.string() }));

/** The vendor refuses the connection's credentials. Told when it becomes so, not again at every use. */
export async function breakConnection(
  manager: Queryable,
  { observatoryId, integrationId, message }: { observatoryId: string; integrationId: string; message: string },
): Promise<void> {
  // Locked, so that of many steps that fail at once only one finds it still whole.
  const rows = await manager.query('select health from integrations where id = $1 for update', [integrationId]);
  const [before] = Rows.parse(rows);
  if (!before) return;
  // What was disconnected meanwhile stays so.
  await manager.query(
    `update integrations
     set health = 'unhealthy', error_message = $2, status = case status when 'disconnected' then status else 'error' end
     where id = $1`,
    [integrationId, toText(message)],
  );
  await notify(manager, { type: 'sync_status', observatoryId, id: integrationId });
  if (before.health === 'unhealthy') return;
  await enqueue(manager, {
    observatoryId,
    topic: 'notify',
    // It may be mended and break again.
    key: `notify/connection-broken/${integrationId}/${randomUUID()}`,
    payload: { cause: 'connection-broken', id: integrationId },
  });
}
