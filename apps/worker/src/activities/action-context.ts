import {
  ConnectorError,
  createVendorTransport,
  type Action,
  type ActionContext,
  type ConnectorRegistry,
  type VendorTransport,
} from '@jarvis/connector-kit';
import { breakConnection, proveConnection, type Queryable } from '@jarvis/database';
import type { ApprovedAccount } from './assert-approved.js';
import { openConnection, refreshing, type ConnectionUse, type OpenedConnection } from './connections.js';
import type { ActivityDependencies } from './dependencies.js';

/** One attempt's circumstances. */
export interface Attempt {
  attempt: number;
  signal: AbortSignal;
  sentAt?: Date;
}

interface Call {
  observatoryId: string;
  action: Action;
  connectionId: string | undefined;
  /** Present when a person approved it: the account it was approved for. */
  approvedFor: ApprovedAccount | undefined;
  /** The effect's key. */
  key: string;
}

/** Makes contexts for one call of an action: the connection is opened once, at the first attempt that needs it. */
export function contextFactory(dependencies: ActivityDependencies, call: Call) {
  const { http, liveHttp, logger, oauthClientOf } = dependencies;
  const { observatoryId, action, connectionId, approvedFor, key } = call;
  const use: ConnectionUse | undefined =
    connectionId === undefined
      ? undefined
      : { observatoryId, connectionId, platform: action.platform, approvedFor, purpose: key };
  let opened: Promise<OpenedConnection> | undefined;

  const makeContext = async ({ attempt, signal, sentAt }: Attempt): Promise<ActionContext> => {
    if (use) opened ??= openConnection(dependencies, use);
    const account = await opened;
    const live = account?.live ?? false;
    // A real account knows nothing of the sandbox's OAuth client.
    const oauthClient = live ? undefined : oauthClientOf(action.platform);
    return {
      ...transportOf(dependencies, { platform: action.platform, live }),
      http: live ? liveHttp : http,
      logger,
      signal,
      idempotencyKey: key,
      attempt,
      ...(sentAt ? { sentAt } : {}),
      ...(oauthClient ? { oauthClient } : {}),
      ...(use && account ? { connection: account.connection, ...refreshing(dependencies, use) } : {}),
    };
  };

  return {
    makeContext,
    /** A call with the connection was accepted. */
    async noteAccepted(): Promise<void> {
      const account = await opened;
      if (!account || account.proven) return;
      account.proven = true;
      await note(proveConnection, {});
    },
    /** A call failed; the vendor may have refused the credentials. */
    async noteFailed(error: unknown): Promise<void> {
      if (error instanceof ConnectorError && error.code === 'auth')
        await note(breakConnection, { message: error.userMessage });
    },
  };

  /** Only for the eyes: not being able to is no reason to change what came of the call. */
  async function note<T>(
    write: (manager: Queryable, facts: T & { observatoryId: string; integrationId: string }) => Promise<void>,
    facts: T,
  ): Promise<void> {
    if (connectionId === undefined) return;
    await dependencies.database
      .tenant(observatoryId, (manager) => write(manager, { ...facts, observatoryId, integrationId: connectionId }))
      .catch((cause: unknown) => logger.warn({ connectionId, err: cause }, 'The connection’s health was not noted.'));
  }
}

/** One transport a platform and way: agents keep no sockets, but need not be made for every step. */
const transports = new WeakMap<ConnectorRegistry, Map<string, VendorTransport>>();

function transportOf(
  { registry, sandboxUrl }: Pick<ActivityDependencies, 'registry' | 'sandboxUrl'>,
  { platform, live }: { platform: string; live: boolean },
): VendorTransport {
  const known = transports.get(registry) ?? new Map<string, VendorTransport>();
  transports.set(registry, known);
  const way = live ? `${platform} live` : platform;
  const hosts = registry.getConnector(platform)?.hosts ?? [];
  const transport = known.get(way) ?? createVendorTransport({ hosts, ...(sandboxUrl && !live ? { sandboxUrl } : {}) });
  known.set(way, transport);
  return transport;
}
