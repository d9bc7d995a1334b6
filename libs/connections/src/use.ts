import { ConnectorError } from '@jarvis/connector-kit';
import { AuditEntry, Connection } from '@jarvis/database';
import type { EntityManager } from 'typeorm';

/** As whom something was approved; null where it needs no account. */
export interface ApprovedAccount {
  accountId: string | null;
  accountName: string | null;
}

/** Which connection is opened, for whom. */
export interface ConnectionUse {
  observatoryId: string;
  connectionId: string;
  /** The platform it must belong to. */
  platform: string;
  /** Present when a person approved it: then it is opened for this account only. */
  approvedFor?: ApprovedAccount | undefined;
  /** Why it is opened, for the audit log: the effect's key, or what a person looks at. */
  purpose: string;
  /** It is opened for this again and again: one line an hour is enough, in each process. */
  recurring?: boolean;
  /** The person who asked. Without one a rule uses it, and the connection says when. */
  by?: { userId: string; address?: string };
}

/** A connection's row with its sealed credentials. */
export type SealedConnection = Connection & { credentials: string };

/** Reads the row, locked until the transaction ends if asked. @throws ConnectorError when it may not be used */
export async function findUsable(
  manager: EntityManager,
  { connectionId, platform, approvedFor }: ConnectionUse,
  { lock = false } = {},
): Promise<SealedConnection> {
  const query = manager
    .createQueryBuilder(Connection, 'i')
    .addSelect('i.credentials')
    .where('i.id = :connectionId', { connectionId });
  const row = await (lock ? query.setLock('for_no_key_update') : query).getOne();
  if (!row || row.platform !== platform) throw missing(platform);
  assertSameAccount(row, approvedFor);
  const { credentials } = row;
  if (row.status === 'disconnected' || !credentials) throw disconnected(platform, row.accountName);
  return Object.assign(row, { credentials });
}

/** Passed over while the row is locked: it may be so for as long as a vendor is asked, and whoever waits keeps others waiting. */
export async function noteUse(manager: EntityManager, connectionId: string): Promise<void> {
  await manager.query(
    `update integrations set last_used_at = now()
     where id = (select id from integrations where id = $1 for no key update skip locked)`,
    [connectionId],
  );
}

/** Whoever opens credentials leaves a line in the audit log. */
export async function writeDown(
  manager: EntityManager,
  { observatoryId, connectionId, purpose, by }: ConnectionUse,
): Promise<void> {
  await manager.insert(AuditEntry, {
    observatoryId,
    ...(by ? { actorType: 'user', actorId: by.userId, ip: by.address ?? null } : { actorType: 'system' }),
    action: 'credentials.opened',
    entityType: 'connection',
    entityId: connectionId,
    metadata: { purpose },
  });
}

/** What was approved for one account is not done as another one, even if the connection leads there by now. */
function assertSameAccount({ platform, accountId, accountName }: Connection, approvedFor?: ApprovedAccount): void {
  if (!approvedFor || approvedFor.accountId === accountId) return;
  throw new ConnectorError({
    code: 'conflict',
    platform,
    message: `This was approved for the account ${approvedFor.accountName ?? 'of then'}, and its connection leads to ${accountName} by now.`,
    hint: 'Nothing was sent. Run the rule again: the new question names the account that is connected now.',
  });
}

function missing(platform: string): ConnectorError {
  return new ConnectorError({
    code: 'auth',
    platform,
    message: 'This connection no longer exists.',
    hint: 'Connect the account under Connections and publish the rule with it.',
  });
}

function disconnected(platform: string, account: string): ConnectorError {
  return new ConnectorError({
    code: 'auth',
    platform,
    message: `The account ${account} is disconnected.`,
    hint: 'Nothing was sent. Connect it again under Connections, then run the rule again.',
  });
}
