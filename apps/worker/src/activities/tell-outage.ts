import { z } from 'zod';
import { ActivityLog, notify, type Database, type Queryable } from '@jarvis/database';
import type { CircuitChange } from './circuit.js';
import type { VendorUse } from './vendor-use.js';

const Changed = z.tuple([z.array(z.unknown()), z.number()]);

/** Makes it visible that a vendor stopped answering, or answers again: on the connection, on Home, and in the feed. */
export async function tellOutage(
  database: Pick<Database, 'tenant'>,
  { observatoryId, connectionId, title }: VendorUse,
  change: CircuitChange,
): Promise<void> {
  // Where there is no connection, nothing of an earlier process can have stayed behind.
  if (change === 'heard' && connectionId === undefined) return;
  const opened = change === 'opened';
  await database.tenant(observatoryId, async (manager) => {
    if (connectionId !== undefined) {
      const isNews = await note(manager, { connectionId, opened, words: wordsOf(title) });
      await notify(manager, { type: 'sync_status', observatoryId, id: connectionId });
      if (!isNews) return;
    }
    const { id } = await manager.save(
      manager.create(ActivityLog, {
        observatoryId,
        connectionId: connectionId ?? null,
        activityType: 'automation',
        action: 'updated',
        title: opened ? `${title} does not answer` : `${title} answers again`,
        description: opened ? 'Steps that need it wait and are tried again; others go on.' : 'Steps that waited go on.',
        status: opened ? 'failed' : 'success',
        occurredAt: new Date(),
      }),
    );
    await notify(manager, { type: 'activity_created', observatoryId, id });
  });
}

/**
 * Shows it on the connection.
 * @returns whether it is news: of several workers one tells, and what health a check or a call found meanwhile does not
 * decide about it
 */
async function note(
  manager: Queryable,
  { connectionId, opened, words }: { connectionId: string; opened: boolean; words: string },
): Promise<boolean> {
  // A connection that is broken for another reason stays so.
  await (opened
    ? manager.query(
        `update integrations set health = 'degraded', error_message = $2
         where id = $1 and status = 'connected' and health in ('healthy', 'unknown')`,
        [connectionId, words],
      )
    : manager.query(
        `update integrations set health = 'healthy', error_message = null
         where id = $1 and health = 'degraded' and error_message = $2`,
        [connectionId, words],
      ));
  const changed: unknown = await manager.query(
    opened
      ? 'update integrations set unanswered_since = now() where id = $1 and unanswered_since is null returning id'
      : 'update integrations set unanswered_since = null where id = $1 and unanswered_since is not null returning id',
    [connectionId],
  );
  return Changed.parse(changed)[1] > 0;
}

function wordsOf(title: string): string {
  return `${title} does not answer. Steps that need it wait and are tried again by themselves.`;
}
