import {
  ConnectorError,
  type ActionConnection,
  type ActionLogger,
  type Connector,
  type ConnectorContext,
  type ConnectorRegistry,
  type HealthReport,
  type OAuthClient,
} from '@jarvis/connector-kit';
import { breakConnection, proveConnection, type Database, type Queryable } from '@jarvis/database';
import { connectionContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import { orNotOpened } from './not-opened.js';
import { OAuthClients } from './oauth-clients.js';
import { OpenConnection, type Opened } from './open-connection.js';
import { Renewal } from './renewal.js';
import { revoke, type Access, type Revocation } from './revoke.js';
import { Transports } from './transports.js';
import { findUsable, noteUse, writeDown, type ConnectionUse } from './use.js';

export interface ConnectionsOptions {
  database: Database;
  registry: ConnectorRegistry;
  sealer: CredentialSealer;
  logger: ActionLogger;
  /** Set: the vendors are played by the sandbox. */
  sandboxUrl?: string | undefined;
  /** The installation's registrations, by platform. */
  oauthClients: Readonly<Record<string, OAuthClient>>;
}

/** Where a call goes, with what. */
export interface Place {
  platform: string;
  /** A real account, although this installation plays the others. */
  live: boolean;
  connection?: ActionConnection;
}

/** How long a platform may take to say who an account is. */
const CHECK_PATIENCE_MS = 10_000;

const WRITTEN_DOWN_EVERY_MS = 3_600_000;

const keyOf = ({ connectionId, purpose }: ConnectionUse): string => `${connectionId} ${purpose}`;

/** The one maker of what connectors work with. Never call it with a transaction open: it asks vendors. */
export class Connections {
  readonly clients: OAuthClients;
  private readonly transports: Transports;
  private readonly renewal: Renewal;
  /** When a recurring use was written into the audit log, by what it is. */
  private readonly writtenDown = new Map<string, number>();

  constructor(private readonly options: ConnectionsOptions) {
    const { database, registry, sealer, sandboxUrl, oauthClients: installed } = options;
    this.transports = new Transports(registry, sandboxUrl);
    this.clients = new OAuthClients({ database, sealer, installed, sandboxUrl });
    this.renewal = new Renewal({ database, registry, sealer, clients: this.clients, transports: this.transports });
  }

  /**
   * Opens a connection's credentials, leaves a line in the audit log, and renews them when they are about to end.
   * @throws ConnectorError when it is gone, disconnected, another account than approved, or cannot be renewed;
   * NotOpened when the fault is ours
   */
  open(use: ConnectionUse): Promise<OpenConnection> {
    return orNotOpened(() => this.openOnce(use));
  }

  private async openOnce(use: ConnectionUse): Promise<OpenConnection> {
    const { database, sealer } = this.options;
    const { observatoryId, connectionId, platform } = use;
    const { row, credentials } = await database.tenant(observatoryId, async (manager) => {
      const found = await findUsable(manager, use);
      if (!this.isWrittenDown(use)) await writeDown(manager, use);
      if (!use.by) await noteUse(manager, connectionId);
      return {
        row: found,
        credentials: sealer.openCredentials(found.credentials, connectionContext(connectionId)),
      };
    });
    if (use.recurring) this.writtenDown.set(keyOf(use), Date.now());
    const opened: Opened = {
      connection: {
        id: row.id,
        accountId: row.accountId,
        accountName: row.accountName,
        credentials: await this.renewal.fresh(use, credentials),
      },
      live: row.config['live'] === true,
      proven: row.health === 'healthy' && row.status === 'connected',
    };
    return new OpenConnection(opened, {
      context: (signal, { connection, live }) => this.context({ platform, live, connection }, signal),
      renew: (refused) => orNotOpened(() => this.renewal.afterRefusal(use, refused)),
      prove: () => this.note(use, proveConnection, {}),
      break: (message) => this.note(use, breakConnection, { message }),
    });
  }

  private isWrittenDown(use: ConnectionUse): boolean {
    const since = Date.now() - WRITTEN_DOWN_EVERY_MS;
    for (const [key, at] of this.writtenDown) if (at <= since) this.writtenDown.delete(key);
    return use.recurring === true && this.writtenDown.has(keyOf(use));
  }

  /** For a call without a stored connection: none is needed, or its credentials are only being tried. */
  context({ platform, live, connection }: Place, signal: AbortSignal): ConnectorContext {
    const { logger } = this.options;
    return { ...this.transports.of(platform, live), logger, signal, ...(connection ? { connection } : {}) };
  }

  /**
   * Asks a platform whether credentials work. Never throws for what the platform does; it reports it.
   * @param ask runs the connector's check with a context: of an opened connection, or of credentials that are only tried
   */
  async check(
    connector: Connector,
    ask: (signal: AbortSignal, check: (context: ConnectorContext) => Promise<HealthReport>) => Promise<HealthReport>,
  ): Promise<HealthReport> {
    const { platform, title } = connector;
    const signal = AbortSignal.timeout(CHECK_PATIENCE_MS);
    try {
      return await ask(signal, (context) => connector.checkHealth(context));
    } catch (error) {
      if (error instanceof ConnectorError)
        return { status: error.retryable ? 'degraded' : 'unhealthy', message: error.userMessage };
      if (signal.aborted)
        return {
          status: 'degraded',
          message: `${title} did not answer within ${(CHECK_PATIENCE_MS / 1000).toString()} s.`,
        };
      this.options.logger.error({ err: error, platform }, 'a health check broke');
      return { status: 'degraded', message: `The check of ${title} broke off; the log has the reason.` };
    }
  }

  /** Gives access back at the vendor, as far as it was got by a consent. */
  revoke(access: Access): Promise<Revocation> {
    const { clients, transports } = this;
    return revoke({ registry: this.options.registry, clients, transports }, access);
  }

  close(): Promise<void> {
    return this.transports.close();
  }

  /** Only for the eyes: not being able to is no reason to change what came of the call. */
  private async note<T>(
    { observatoryId, connectionId }: ConnectionUse,
    write: (manager: Queryable, facts: T & { observatoryId: string; connectionId: string }) => Promise<void>,
    facts: T,
  ): Promise<void> {
    const { database, logger } = this.options;
    await database
      .tenant(observatoryId, (manager) => write(manager, { ...facts, observatoryId, connectionId }))
      .catch((cause: unknown) => logger.warn({ connectionId, err: cause }, 'The connection’s health was not noted.'));
  }
}
