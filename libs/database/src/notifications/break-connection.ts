import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { emitting } from '../events/emitting.js';
import { toText } from '../ledger/jsonb.js';
import { notify } from '../notify.js';
import { enqueue } from '../outbox/enqueue.js';
import type { Queryable } from '../queryable.js';

const Rows = z.array(z.object({ health: z.string(), status: z.string() }));

/** The vendor refuses the connection's credentials. Told when it becomes so, not again at every use. */
export async function breakConnection(
  manager: Queryable,
  { observatoryId, connectionId, message }: { observatoryId: string; connectionId: string; message: string },
): Promise<void> {
  // Locked, so that of many steps that fail at once only one finds it still whole.
  const rows = await manager.query('select health, status from integrations where id = $1 for update', [connectionId]);
  const [before] = Rows.parse(rows);
  // Who disconnected it meanwhile knows why it is refused.
  if (!before || before.status === 'disconnected') return;
  await manager.query(
    `update integrations set health = 'unhealthy', error_message = $2, status = 'error' where id = $1`,
    [connectionId, toText(message)],
  );
  await notify(manager, { type: 'sync_status', observatoryId, id: connectionId });
  if (before.health === 'unhealthy') return;
  await enqueue(manager, {
    observatoryId,
    topic: 'notify',
    // It may be mended and break again.
    key: `notify/connection-broken/${connectionId}/${randomUUID()}`,
    payload: { cause: 'connection-broken', id: connectionId },
  });
  // Rules hear it once an hour: one that mends and breaks a connection by what it does would start itself for ever.
  await manager.query(
    `with broken as (select * from integrations where id = $1),
     ${emitting('connection.broken', {
       id: `id || '/' || to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24')`,
       summary: `platform || ' ' || account_name`,
       body: `jsonb_build_object('connection', jsonb_build_object('id', id, 'platform', platform, 'accountName', account_name),
                                 'message', error_message)`,
       causeRunId: 'null::uuid',
       from: 'broken',
     })}
     select`,
    [connectionId],
  );
}
