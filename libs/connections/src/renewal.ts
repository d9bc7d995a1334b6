import {
  ConnectorError,
  consentOf,
  OAuth2Credentials,
  refreshTokens,
  type ConnectorRegistry,
  type OAuth2Auth,
} from '@jarvis/connector-kit';
import { breakConnection, Connection, type Database } from '@jarvis/database';
import { connectionContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import type { EntityManager } from 'typeorm';
import type { OAuthClients } from './oauth-clients.js';
import type { Transports } from './transports.js';
import { Turns } from './turns.js';
import { findUsable, writeDown, type ConnectionUse, type SealedConnection } from './use.js';

/** Renewed this long before the end, so that a token does not expire between check and use. */
const REFRESH_BEFORE_MS = 5 * 60_000;
/** Shorter than PostgreSQL lets a transaction rest, and others wait for its lock. */
const PATIENCE_MS = 10_000;

/** Whether credentials need renewing. */
type Stale = (credentials: OAuth2Credentials) => boolean;

interface Parts {
  database: Database;
  registry: ConnectorRegistry;
  sealer: CredentialSealer;
  clients: OAuthClients;
  transports: Transports;
}

/**
 * Renews the tokens of connections: once in this process however many ask, and one at a time across processes, as the
 * row is locked while the vendor is asked. Who waited finds what was made, which is committed before anybody uses it.
 */
export class Renewal {
  private readonly flights = new Map<string, Promise<OAuth2Credentials>>();
  private readonly turns = new Turns();

  constructor(private readonly parts: Parts) {}

  /** Credentials that are good for at least five minutes, where the vendor gives such and answers. */
  async fresh(use: ConnectionUse, opened: unknown): Promise<unknown> {
    const tokens = this.renewable(use.platform, opened);
    if (!tokens || !isExpiring(tokens)) return opened;
    // What is still good waits for nobody.
    if (!hasExpired(tokens) && this.turns.isBusy(use)) return opened;
    try {
      return await this.renew(use, isExpiring);
    } catch (error) {
      // What is still good for a moment is used for as long as it is, unless it was ended.
      if (error instanceof ConnectorError && error.code !== 'auth' && !hasExpired(tokens)) return opened;
      throw error;
    }
  }

  /** After the vendor refused a token that was thought to be good; null when it cannot be renewed. */
  async afterRefusal(use: ConnectionUse, refused: unknown): Promise<unknown> {
    const tokens = this.renewable(use.platform, refused);
    return tokens ? this.renew(use, ({ accessToken }) => accessToken === tokens.accessToken) : null;
  }

  private renewable(platform: string, credentials: unknown): OAuth2Credentials | undefined {
    if (!this.consentOf(platform)) return undefined;
    // A key that was pasted has another form.
    const { data } = OAuth2Credentials.safeParse(credentials);
    return data?.refreshToken === undefined ? undefined : data;
  }

  private async renew(use: ConnectionUse, isStale: Stale): Promise<OAuth2Credentials> {
    const { connectionId } = use;
    const running = this.flights.get(connectionId);
    if (running) {
      const found = await running;
      if (!isStale(found)) return found;
    }
    const flight = this.turns.run(
      use,
      () => this.renewLocked(use, isStale),
      () => noTurn(this.authOf(use.platform), use.platform),
    );
    this.flights.set(connectionId, flight);
    try {
      return await flight;
    } finally {
      if (this.flights.get(connectionId) === flight) this.flights.delete(connectionId);
    }
  }

  private async renewLocked(use: ConnectionUse, isStale: Stale): Promise<OAuth2Credentials> {
    const { database, sealer } = this.parts;
    // Committed before the vendor hears of them: the transaction below is undone when the renewal fails, and is lost
    // when the process is killed during it.
    await database.tenant(use.observatoryId, (manager) =>
      writeDown(manager, { ...use, purpose: `${use.purpose}, renewing` }),
    );
    const outcome = await database.tenant(use.observatoryId, async (manager) => {
      const row = await findUsable(manager, use, { lock: true });
      const opened = sealer.openCredentials(row.credentials, connectionContext(row.id));
      const newest = OAuth2Credentials.loose().parse(opened);
      if (!isStale(newest)) return newest;
      try {
        const renewed = { ...newest, ...(await this.ask(use, row, newest)) };
        const credentials = sealer.sealCredentials(renewed, connectionContext(row.id));
        await manager.update(Connection, { id: row.id }, { credentials });
        return renewed;
      } catch (error) {
        if (!(error instanceof ConnectorError) || error.code !== 'auth') throw error;
        await tellBroken(manager, use, error);
        return error;
      }
    });
    if (outcome instanceof ConnectorError) throw outcome;
    return outcome;
  }

  private async ask(
    { observatoryId, platform }: ConnectionUse,
    { config, accountName }: SealedConnection,
    { refreshToken = '' }: OAuth2Credentials,
  ): Promise<OAuth2Credentials> {
    const { clients, transports } = this.parts;
    const live = config['live'] === true;
    const clientId = typeof config['clientId'] === 'string' ? config['clientId'] : undefined;
    const found = await clients.find({ observatoryId, platform, live, clientId });
    if (!found) throw withoutClient(platform, accountName);
    return refreshTokens(this.authOf(platform), {
      client: found.client,
      refreshToken,
      fetch: transports.of(platform, live).vendorFetch,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  }

  private authOf(platform: string): OAuth2Auth {
    const auth = this.consentOf(platform);
    if (auth) return auth;
    throw new Error(`${platform} has no tokens to renew.`);
  }

  private consentOf(platform: string): OAuth2Auth | undefined {
    const connector = this.parts.registry.getConnector(platform);
    return connector && consentOf(connector);
  }
}

function tellBroken(manager: EntityManager, use: ConnectionUse, error: ConnectorError): Promise<void> {
  const { observatoryId, connectionId } = use;
  return breakConnection(manager, { observatoryId, connectionId, message: error.userMessage });
}

function noTurn({ vendor }: OAuth2Auth, platform: string): ConnectorError {
  return new ConnectorError({
    code: 'unavailable',
    platform,
    message: `The access could not be renewed: ${vendor} keeps others waiting who asked before.`,
    hint: 'Nothing was sent. It is tried again by itself.',
  });
}

function withoutClient(platform: string, accountName: string): ConnectorError {
  return new ConnectorError({
    code: 'permission',
    platform,
    message: `The access to ${accountName} cannot be renewed: the OAuth client it was made with is not configured any more.`,
    hint: 'Configure that client again under Connections, or connect the account again with the present one.',
  });
}

const endOf = ({ expiresAt }: OAuth2Credentials) => (expiresAt === undefined ? Infinity : Date.parse(expiresAt));
const isExpiring = (tokens: OAuth2Credentials): boolean => endOf(tokens) - Date.now() < REFRESH_BEFORE_MS;
const hasExpired = (tokens: OAuth2Credentials): boolean => endOf(tokens) <= Date.now();
