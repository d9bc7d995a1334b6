import { ConnectorError, type ActionConnection } from '@jarvis/connector-kit';
import { AuditEntry, Integration } from '@jarvis/database';
import { integrationContext } from '@jarvis/payload-codec/credentials';
import type { ActivityDependencies } from './dependencies.js';

type Dependencies = Pick<ActivityDependencies, 'database' | 'sealer'>;

/** Which connection, for whom. */
export interface ConnectionUse {
  observatoryId: string;
  connectionId: string;
  platform: string;
  /** Why it is opened: the effect's key. */
  purpose: string;
}

/** A connection for one call, and whether it is a real account where this installation plays the others. */
export interface OpenedConnection {
  connection: ActionConnection;
  live: boolean;
}

/** Opens a connection's credentials for one call, and leaves a line in the audit log. */
export async function openConnection(
  { database, sealer }: Dependencies,
  { observatoryId, connectionId, platform, purpose }: ConnectionUse,
): Promise<OpenedConnection> {
  return database.tenant(observatoryId, async (manager) => {
    const integration = await manager
      .createQueryBuilder(Integration, 'i')
      .addSelect('i.credentials')
      .where('i.id = :connectionId', { connectionId })
      .getOne();
    if (!integration || integration.platform !== platform) throw missing(platform);
    if (integration.status === 'disconnected' || !integration.credentials) {
      throw disconnected(platform, integration.accountName);
    }
    await manager.insert(AuditEntry, {
      observatoryId,
      actorType: 'system',
      action: 'credentials.opened',
      entityType: 'integration',
      entityId: connectionId,
      metadata: { purpose },
    });
    await manager.update(Integration, { id: connectionId }, { lastUsedAt: new Date() });
    return {
      connection: {
        id: integration.id,
        accountId: integration.accountId,
        accountName: integration.accountName,
        credentials: sealer.openCredentials(integration.credentials, integrationContext(integration.id)),
      },
      live: integration.config['live'] === true,
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
    withRefreshLock: <T>(work: (current: unknown) => Promise<T>): Promise<T> =>
      database.tenant(observatoryId, async (manager) => {
        const integration = await manager
          .createQueryBuilder(Integration, 'i')
          .addSelect('i.credentials')
          .where('i.id = :connectionId', { connectionId })
          .setLock('pessimistic_write')
          .getOne();
        if (!integration?.credentials) throw missing(use.platform);
        return work(sealer.openCredentials(integration.credentials, integrationContext(connectionId)));
      }),
    updateCredentials: (credentials: Record<string, unknown>): Promise<void> =>
      // Within the lock this joins its transaction.
      database.tenant(observatoryId, async (manager) => {
        const sealed = sealer.sealCredentials(credentials, integrationContext(connectionId));
        await manager.update(Integration, { id: connectionId }, { credentials: sealed });
      }),
  };
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
    hint: 'Connect it again under Connections, then start a new run.',
  });
}
