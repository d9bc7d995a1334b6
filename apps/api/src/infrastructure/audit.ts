import type { JsonObject } from '@jarvis/plan';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';

interface Deed {
  /** Past tense with its subject, for example `rule.published`. */
  action: string;
  entityType: string;
  entityId: string;
  metadata?: JsonObject;
}

/** Records who did what, and from where, in the transaction that does it. */
export async function audit(
  manager: EntityManager,
  by: Pick<Principal, 'userId' | 'observatoryId' | 'address'>,
  deed: Deed,
): Promise<void> {
  // Without `returning`: the system role may add entries but not read them.
  await manager.query(
    `insert into audit_log (observatory_id, actor_id, actor_type, action, entity_type, entity_id, metadata, ip)
     values ($1, $2, 'user', $3, $4, $5, $6, $7)`,
    [
      by.observatoryId,
      by.userId,
      deed.action,
      deed.entityType,
      deed.entityId,
      JSON.stringify(deed.metadata ?? {}),
      by.address ?? null,
    ],
  );
}
