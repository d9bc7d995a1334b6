import { ConnectorError, type ActionConnection } from '@jarvis/connector-kit';
import { AuditEntry, Integration, type Database } from '@jarvis/database';
import { integrationContext } from '@jarvis/payload-codec/credentials';
import type { ApprovedAccount } from './assert-approved.js';
import type { ActivityDependencies } from './dependencies.js';

type Dependencies = Pick<ActivityDependencies, 'database' | 'sealer'>;

/** Which connection, for whom. */
export interface ConnectionUse {
  observatoryId: string;
  connectionId: string;
  platform: string;
  /** Present when a person approved it: then it is opened for this account only. */
  approvedFor?: ApprovedAccount;
  /** Why it is opened: the effect's key. */
  purpose: string;
}

/** A connection for one call, and whether it is a real account where this installation plays the others. */
export interface OpenedConnection {
  connection: ActionConnection;
  live: boolean;
  /** Whether it is known to work. */
  proven: boolean;
}

/** Opens a connection's credentials for one call, and leaves a line in the audit log. */
export async function openConnection(
  { database, sealer }: Dependencies,
  { observatoryId, connectionId, platform, approvedFor, purpose }: ConnectionUse,
): Promise<OpenedConnection> {
  return database.tenant(observatoryId, async (manager) => {
    const integration = await manager
      .createQueryBuilder(Integration, 'i')
      .addSelect('i.credentials')
      .where('i.id = :connectionId', { connectionId })
      .getOne();
    if (!integration || integration.platform !== platform) throw missing(platform);
    assertSameAccount(integration, approvedFor);
    if (integration.status === 'disconnected' || !integration.credentials) {
      throw disconnected(platform, integration.accountName);
    }
    await writeDown(manager, { observatoryId, connectionId, purpose });
    await manager.update(Integration, { id: connectionId }, { lastUsedAt: new Date() });
    return {
      connection: {
        id: integration.id,
        accountId: integration.accountId,
        accountName: integration.accountName,
        credentials: sealer.openCredentials(integration.credentials, integrationContext(integration.id)),
      },
      live: integration.config['live'] === true,
      proven: integration.health === 'healthy' && integration.status === 'connected',
    };
  });
}

/**
 * Renewing tokens one at a time across processes: the row is locked while `work` runs with the newest stored
 * credentials, so of many parallel uses one asks the vendor and the others find its result.
 */
export function refreshing({ database, sealer }: Dependencies, use: ConnectionUse) {
  const { observatoryId, connectionId } = use;
  return {
    withRefreshLock: async <T>(work: (current: unknown) => Promise<T>): Promise<T> => {
      // Committed before the vendor hears of them: the transaction below is undone when the renewal fails, and is lost
      // when the process is killed during it.
      await database.tenant(observatoryId, (manager) =>
        writeDown(manager, { ...use, purpose: `${use.purpose}, renewing` }),
      );
      return database.tenant(observatoryId, async (manager) => {
        const integration = await manager
          .createQueryBuilder(Integration, 'i')
          .addSelect('i.credentials')
          .where('i.id = :connectionId', { connectionId })
          .setLock('pessimistic_write')
          .getOne();
        if (!integration?.credentials) throw missing(use.platform);
        assertSameAccount(integration, use.approvedFor);
        return work(sealer.openCredentials(integration.credentials, integrationContext(connectionId)));
      });
    },
    updateCredentials: (credentials: Record<string, unknown>): Promise<void> =>
      // Within the lock this joins its transaction.
      database.tenant(observatoryId, async (manager) => {
        const sealed = sealer.sealCredentials(credentials, integrationContext(connectionId));
        await manager.update(Integration, { id: connectionId }, { credentials: sealed });
      }),
  };
}

/** Whoever opens credentials leaves a line in the audit log. */
async function writeDown(
  manager: Parameters<Parameters<Database['tenant']>[1]>[0],
  { observatoryId, connectionId, purpose }: Pick<ConnectionUse, 'observatoryId' | 'connectionId' | 'purpose'>,
): Promise<void> {
  await manager.insert(AuditEntry, {
    observatoryId,
    actorType: 'system',
    action: 'credentials.opened',
    entityType: 'integration',
    entityId: connectionId,
    metadata: { purpose },
  });
}

/** What was approved for one account is not done as another one, even if the connection leads there by now. */
function assertSameAccount({ platform, accountId, accountName }: Integration, approvedFor?: ApprovedAccount): void {
  if (!approvedFor || approvedFor.accountId === accountId) return;
  throw new ConnectorError({
    code: 'conflict',
    platform,
    message: `This was approved for the ${platform} account ${approvedFor.accountName ?? 'of then'}, and its connection leads to ${accountName} by now.`,
    hint: 'Nothing was sent. Run the rule again: the new question names the account that is connected now.',
  });
}

function missing(platform: string): ConnectorError {
  return new ConnectorError({
    code: 'auth',
    platform,
    message: `The ${platform} connection of this step no longer exists.`,
    hint: 'Connect the account under Connections and publish the rule with it.',
  });
}

function disconnected(platform: string, account: string): ConnectorError {
  return new ConnectorError({
    code: 'auth',
    platform,
    message: `The ${platform} account ${account} is disconnected.`,
    hint: 'Nothing was sent. Connect it again under Connections, then run the rule again.',
  });
}
