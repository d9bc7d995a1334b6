import {
  createVendorTransport,
  type Action,
  type ActionContext,
  type ActionConnection,
  type ConnectorRegistry,
  type VendorTransport,
} from '@jarvis/connector-kit';
import { openConnection, refreshing, type ConnectionUse } from './connections.js';
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
  /** The effect's key. */
  key: string;
}

/** Makes contexts for one call of an action: the connection is opened once, at the first attempt that needs it. */
export function contextFactory(dependencies: ActivityDependencies, call: Call) {
  const { http, logger, oauthClientOf } = dependencies;
  const { observatoryId, action, connectionId, key } = call;
  const transport = transportOf(dependencies, action.platform);
  const use: ConnectionUse | undefined =
    connectionId === undefined
      ? undefined
      : { observatoryId, connectionId, platform: action.platform, purpose: key };
  let opened: Promise<ActionConnection> | undefined;

  return async ({ attempt, signal, sentAt }: Attempt): Promise<ActionContext> => {
    if (use) opened ??= openConnection(dependencies, use);
    const oauthClient = oauthClientOf(action.platform);
    return {
      ...transport,
      http,
      logger,
      signal,
      idempotencyKey: key,
      attempt,
      ...(sentAt ? { sentAt } : {}),
      ...(oauthClient ? { oauthClient } : {}),
      ...(use && opened ? { connection: await opened, ...refreshing(dependencies, use) } : {}),
    };
  };
}

/** One transport a platform and process: agents keep no sockets, but need not be made for every step. */
const transports = new WeakMap<ConnectorRegistry, Map<string, VendorTransport>>();

function transportOf(
  { registry, sandboxUrl }: Pick<ActivityDependencies, 'registry' | 'sandboxUrl'>,
  platform: string,
): VendorTransport {
  const known = transports.get(registry) ?? new Map<string, VendorTransport>();
  transports.set(registry, known);
  const hosts = registry.getConnector(platform)?.hosts ?? [];
  const transport =
    known.get(platform) ?? createVendorTransport({ hosts, ...(sandboxUrl ? { sandboxUrl } : {}) });
  known.set(platform, transport);
  return transport;
}
