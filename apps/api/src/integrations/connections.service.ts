import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Connections, Revocation } from '@jarvis/connections';
import type { Connector, ConnectorRegistry, HealthReport } from '@jarvis/connector-kit';
import { Connection, notify, type Database } from '@jarvis/database';
import { modelPlatform } from '@jarvis/models/platform';
import { connectionContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import { Not } from 'typeorm';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { notFound } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { CONFIG, CONNECTIONS, CONNECTORS, CREDENTIAL_SEALER, DATABASE } from '../infrastructure/tokens.js';
import { asksForConsent, assertAccepted, assertMayTake, nameTaken, parseCredentials } from './connect-refusals.js';
import { toCatalogueEntry, toConnection, toPlatform } from './connection-mapper.js';
import { ConnectionStore, stateOf } from './connection-store.js';
import { ConnectionsQueries } from './connections.queries.js';
import { ConsentService, type ConsentResult } from './consent.service.js';
import type {
  CatalogueEntry,
  CatalogueQuery,
  ConnectAnswer,
  ConnectionShape,
  ConnectRequest,
  Disconnected,
  Health,
  PlatformShape,
} from './integrations.schemas.js';

/** Accounts on platforms. Credentials go in, sealed, and never come out through the API. */
@Injectable()
export class ConnectionsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly connectors: ConnectorRegistry,
    @Inject(CREDENTIAL_SEALER) private readonly sealer: CredentialSealer,
    @Inject(CONNECTIONS) private readonly connections: Connections,
    private readonly queries: ConnectionsQueries,
    private readonly store: ConnectionStore,
    private readonly consent: ConsentService,
  ) {}

  async catalogue(principal: Principal, { q, category }: CatalogueQuery): Promise<CatalogueEntry[]> {
    const connections = await this.list(principal);
    const words = q?.toLowerCase() ?? '';
    const found = this.connectors
      .listConnectors()
      .filter((connector) => category === undefined || connector.category === category)
      .filter(({ title, description, platform }) =>
        `${title} ${description} ${platform}`.toLowerCase().includes(words),
      );
    const clients = await this.connections.clients.describe(principal.observatoryId);
    return found.map((connector) => {
      const { platform } = connector;
      return toCatalogueEntry(connector, {
        accounts: connections.filter((connection) => connection.platform === platform),
        sandbox: this.hasSandbox,
        client: clients.get(platform),
        redirectUri: this.consent.redirectUriOf(platform),
      });
    });
  }

  /** What pages need to show a platform anywhere. */
  platforms(): PlatformShape[] {
    return [...this.connectors.listConnectors(), modelPlatform].map(toPlatform);
  }

  private get hasSandbox(): boolean {
    return this.config.sandbox.url !== undefined;
  }

  list({ observatoryId }: Principal): Promise<ConnectionShape[]> {
    return this.database.tenant(observatoryId, async (manager) => {
      const integrations = await this.queries.list(manager);
      const uses = await this.queries.findUses(manager);
      return integrations.map((connection) =>
        toConnection(connection, {
          connector: this.connectors.getConnector(connection.platform),
          usedByRules: uses.get(connection.id) ?? [],
          sandbox: this.hasSandbox,
        }),
      );
    });
  }

  /** With credentials the account is connected; without, the person is sent to the platform to consent. */
  async connect(
    principal: Principal,
    platform: string,
    { accountName, credentials, live, replace }: ConnectRequest,
  ): Promise<ConnectAnswer> {
    const connector = this.connectorOrFail(platform);
    if (credentials === undefined) return this.consent.begin(principal, asksForConsent(connector), { live, replace });
    const pasted = parseCredentials(connector, credentials);
    const name = accountName ?? '';
    // The platform is asked before anything is stored, and outside a transaction.
    const connection = { id: 'new', accountId: '', accountName: name, credentials: pasted.credentials };
    const report = await this.connections.check(connector, (signal, check) =>
      check(this.connections.context({ platform, live, connection }, signal)),
    );
    assertAccepted(report, connector);
    const scopes = pasted.way.kind === 'oauth2' ? pasted.way.scopes.map((scope) => scope.name) : [];
    const account = { connector, report, accountName: name, credentials: pasted.credentials, scopes, live };
    const { id } = await this.store.keep(principal, account, ({ known, named }) => {
      assertMayTake(known, { replace, title: connector.title });
      if (known === null && named !== null) throw nameTaken(named, connector.title);
      return name;
    });
    return this.find(principal, id);
  }

  /** How a consent came out, after the vendor has sent the browser back. */
  finishConsent(principal: Principal, platform: string, answer: URLSearchParams): Promise<ConsentResult> {
    return this.consent.finish(principal, asksForConsent(this.connectorOrFail(platform)), answer);
  }

  async checkHealth(principal: Principal, id: string): Promise<z.input<typeof Health>> {
    const { observatoryId, userId, address } = principal;
    const connection = await this.database.tenant(observatoryId, (manager) => this.queries.findOrFail(manager, id));
    const { platform } = connection;
    const connector = this.connectorOrFail(platform);
    const gone = connection.status === 'disconnected';
    const by = { userId, ...(address === undefined ? {} : { address }) };
    const use = { observatoryId, connectionId: id, platform, purpose: 'health check', by };
    const report: HealthReport = gone
      ? { status: 'unhealthy', message: 'It has no credentials. Connect it again.' }
      : await this.connections.check(connector, async (signal, check) =>
          (await this.connections.open(use)).run(signal, check),
        );
    // What the last call with it showed is more than what cannot be looked up.
    if (report.status === 'untried') {
      if (connection.health === 'unknown')
        await this.database.tenant(observatoryId, (manager) => manager.update(Connection, { id }, stateOf(report)));
      return { id, ...whatCallsShowed(connection, report.message) };
    }
    const { status, ...seen } = stateOf(report);
    // A platform that is down says nothing about an account that it has named before.
    const tells = !gone && report.status !== 'degraded';
    await this.database.tenant(observatoryId, async (manager) => {
      // Who disconnects it meanwhile, or connects it again, has the last word.
      const same = { id, status: gone ? ('disconnected' as const) : Not('disconnected' as const) };
      await manager.update(Connection, same, { ...seen, ...(tells ? { status } : {}) });
      await notify(manager, { type: 'sync_status', observatoryId, id });
    });
    return { id, health: seen.health, message: report.message, checkedAt: seen.healthCheckedAt };
  }

  /**
   * Its access is given back at the platform and its credentials are erased. A connection that published rules name
   * stays as disconnected, so that connecting the same account again makes them work again; disconnecting that one as
   * well forgets it. From the first step on nobody uses it any more, and only the last one erases what is needed to give
   * the access back: after a crash in between, disconnecting it again goes on.
   */
  async remove(principal: Principal, id: string): Promise<z.input<typeof Disconnected>> {
    const { observatoryId } = principal;
    const { platform, accountId, status, config, sealed } = await this.stopUse(principal, id);
    const credentials = sealed ? this.sealer.openCredentials(sealed, connectionContext(id)) : undefined;
    const revocation: Revocation =
      credentials === undefined
        ? { kind: 'not-ours' }
        : await this.connections.revoke({ observatoryId, platform, config, credentials });
    return this.database.tenant(observatoryId, async (manager) => {
      const left = await this.queries.lockSealed(manager, id);
      const usedByRules = (await this.queries.findUses(manager)).get(id) ?? [];
      const problem = revocation.kind === 'failed' ? revocation.message : null;
      const answer = { usedByRules, access: revocation.kind, problem };
      // Whoever disconnected it at the same time has ended this; whoever connected it again has other credentials.
      if (left?.status !== 'disconnected' || left.credentials !== sealed) return { deleted: left === null, ...answer };
      // One that still had its credentials was not disconnected to the end: this is the first time.
      const deleted = usedByRules.length === 0 || (status === 'disconnected' && !sealed);
      await (deleted ? manager.delete(Connection, { id }) : manager.update(Connection, { id }, { credentials: null }));
      await audit(manager, principal, {
        action: deleted ? 'connection.deleted' : 'connection.disconnected',
        entityType: 'connection',
        entityId: id,
        metadata: { platform, accountId, access: revocation.kind },
      });
      await notify(manager, { type: 'sync_status', observatoryId, id });
      return { deleted, ...answer };
    });
  }

  private stopUse(principal: Principal, id: string) {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      const found = await this.queries.lockSealed(manager, id);
      if (found === null) throw notFound('connection');
      const { platform, accountId, status, config, credentials } = found;
      if (credentials)
        await audit(manager, principal, {
          action: 'credentials.opened',
          entityType: 'connection',
          entityId: id,
          metadata: { purpose: 'disconnecting' },
        });
      await manager.update(Connection, { id }, { status: 'disconnected', health: 'unknown', errorMessage: null });
      return { platform, accountId, status, config, sealed: credentials };
    });
  }

  private find({ observatoryId }: Principal, id: string): Promise<ConnectionShape> {
    return this.database.tenant(observatoryId, async (manager) => {
      const connection = await this.queries.findOrFail(manager, id);
      const usedByRules = (await this.queries.findUses(manager)).get(id) ?? [];
      const connector = this.connectors.getConnector(connection.platform);
      return toConnection(connection, { connector, usedByRules, sandbox: this.hasSandbox });
    });
  }

  /** @throws ApiError 404 */
  private connectorOrFail(platform: string): Connector {
    const connector = this.connectors.getConnector(platform);
    if (connector === undefined) throw notFound('platform');
    return connector;
  }
}

function whatCallsShowed({ health, errorMessage, healthCheckedAt }: Connection, untried: string) {
  const message =
    health === 'unknown'
      ? untried
      : (errorMessage ?? 'The last call with it was accepted. It is tried with each call.');
  return { health, message, checkedAt: healthCheckedAt };
}
