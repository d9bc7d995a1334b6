import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Connector, ConnectorRegistry, HealthReport } from '@jarvis/connector-kit';
import { Integration, isUniqueViolation, notify, type Database } from '@jarvis/database';
import { integrationContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { notFound } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { CONFIG, CONNECTORS, CREDENTIAL_SEALER, DATABASE } from '../infrastructure/tokens.js';
import { assertAccepted, assertMayTake, isProvisional, nameTaken, parseCredentials } from './connect-refusals.js';
import { ConnectionChecker } from './connection-checker.js';
import { toCatalogueEntry, toConnection } from './connection-mapper.js';
import { ConnectionsRepository } from './connections.repository.js';
import type {
  CatalogueEntry,
  CatalogueQuery,
  ConnectionShape,
  ConnectRequest,
  Disconnected,
  Health,
} from './integrations.schemas.js';

/** Accounts on platforms. Credentials go in, sealed, and never come out through the API. */
@Injectable()
export class ConnectionsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly connectors: ConnectorRegistry,
    @Inject(CREDENTIAL_SEALER) private readonly sealer: CredentialSealer,
    private readonly repository: ConnectionsRepository,
    private readonly checker: ConnectionChecker,
  ) {}

  async catalogue(principal: Principal, { q, category }: CatalogueQuery): Promise<CatalogueEntry[]> {
    const connections = await this.list(principal);
    const words = q?.toLowerCase() ?? '';
    return this.connectors
      .listConnectors()
      .filter((connector) => category === undefined || connector.category === category)
      .filter(({ title, description, platform }) => `${title} ${description} ${platform}`.toLowerCase().includes(words))
      .map((connector) =>
        toCatalogueEntry(connector, {
          accounts: connections.filter(({ platform }) => platform === connector.platform),
          sandbox: this.hasSandbox,
        }),
      );
  }

  private get hasSandbox(): boolean {
    return this.config.sandbox.url !== undefined;
  }

  list({ observatoryId }: Principal): Promise<ConnectionShape[]> {
    return this.database.tenant(observatoryId, async (manager) => {
      const integrations = await this.repository.list(manager);
      const uses = await this.repository.findUses(manager);
      return integrations.map((integration) =>
        toConnection(integration, {
          connector: this.connectors.getConnector(integration.platform),
          usedByRules: uses.get(integration.id) ?? [],
          sandbox: this.hasSandbox,
        }),
      );
    });
  }

  async connect(
    principal: Principal,
    platform: string,
    { accountName, credentials, live, replace }: ConnectRequest,
  ): Promise<ConnectionShape> {
    const connector = this.connectors.getConnector(platform);
    if (connector === undefined) throw notFound('platform');
    const parsed = parseCredentials(connector, credentials);
    // The platform is asked before anything is stored, and outside a transaction.
    const candidate = { id: 'new', accountId: '', accountName, credentials: parsed, live };
    const report = await this.checker.check(connector, candidate);
    assertAccepted(report, connector);
    const account = { platform, accountId: report.account?.id ?? accountName.toLowerCase(), accountName };
    const store = () =>
      this.database.tenant(principal.observatoryId, async (manager) => {
        const named = await this.repository.findByName(manager, account);
        const known =
          (await this.repository.findByAccount(manager, account)) ??
          (named !== null && isProvisional(named) ? named : null);
        assertMayTake(known, { replace, title: connector.title });
        if (known === null && named !== null) throw nameTaken(named, connector.title);
        const id = known?.id ?? randomUUID();
        const row = {
          observatoryId: principal.observatoryId,
          ...account,
          // Drafts name an account by its name; a new token is no reason to break them.
          ...(known === null ? {} : { accountName: known.accountName }),
          credentials: this.sealer.sealCredentials(parsed, integrationContext(id)),
          scopes: connector.auth.kind === 'oauth2' ? [...connector.auth.scopes] : [],
          config: live ? { live } : {},
          ...stateOf(report),
        };
        await (known === null ? manager.insert(Integration, { id, ...row }) : manager.update(Integration, { id }, row));
        await audit(manager, principal, {
          action: known === null ? 'connection.created' : 'connection.replaced',
          entityType: 'connection',
          entityId: id,
          metadata: { platform, accountId: account.accountId },
        });
        await notify(manager, { type: 'sync_status', observatoryId: principal.observatoryId, id });
        const uses = await this.repository.findUses(manager);
        return toConnection(await this.repository.findOrFail(manager, id), {
          connector,
          usedByRules: uses.get(id) ?? [],
          sandbox: this.hasSandbox,
        });
      });
    try {
      return await store();
    } catch (error) {
      // Somebody connected the same account in this moment: now it is there to be asked about.
      if (isUniqueViolation(error)) return store();
      throw error;
    }
  }

  async checkHealth(principal: Principal, id: string): Promise<z.input<typeof Health>> {
    const { observatoryId } = principal;
    const { integration, connector } = await this.open(principal, id);
    const credentials = integration.credentials;
    const report: HealthReport = credentials
      ? await this.checker.check(connector, {
          id,
          accountId: integration.accountId,
          accountName: integration.accountName,
          credentials: this.sealer.openCredentials(credentials, integrationContext(id)),
          live: integration.config['live'] === true,
        })
      : { status: 'unhealthy', message: 'It has no credentials. Connect it again.' };
    // What the last call with it showed is more than what cannot be looked up.
    if (report.status === 'untried') {
      if (integration.health === 'unknown')
        await this.database.tenant(observatoryId, (manager) => manager.update(Integration, { id }, stateOf(report)));
      return { id, ...whatCallsShowed(integration, report.message) };
    }
    const state = { ...stateOf(report), ...(credentials ? {} : { status: 'disconnected' as const }) };
    await this.database.tenant(observatoryId, async (manager) => {
      await manager.update(Integration, { id }, state);
      await notify(manager, { type: 'sync_status', observatoryId, id });
    });
    return { id, health: state.health, message: report.message, checkedAt: state.healthCheckedAt };
  }

  /**
   * Its credentials are erased. A connection that published rules name stays as disconnected, so that connecting the
   * same account again makes them work again; disconnecting that one as well forgets it.
   */
  remove(principal: Principal, id: string): Promise<z.input<typeof Disconnected>> {
    const { observatoryId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const { platform, accountId, status } = await this.repository.findOrFail(manager, id);
      const usedByRules = (await this.repository.findUses(manager)).get(id) ?? [];
      const deleted = usedByRules.length === 0 || status === 'disconnected';
      await (deleted
        ? manager.delete(Integration, { id })
        : manager.update(Integration, { id }, { status: 'disconnected', credentials: null, health: 'unknown' }));
      await audit(manager, principal, {
        action: deleted ? 'connection.deleted' : 'connection.disconnected',
        entityType: 'connection',
        entityId: id,
        metadata: { platform, accountId },
      });
      await notify(manager, { type: 'sync_status', observatoryId, id });
      return { deleted, usedByRules };
    });
  }

  /** Opening credentials is written down. */
  private open(principal: Principal, id: string): Promise<{ integration: Integration; connector: Connector }> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      const integration = await this.repository.findSealedOrFail(manager, id);
      const connector = this.connectors.getConnector(integration.platform);
      if (connector === undefined) throw notFound('platform');
      await audit(manager, principal, {
        action: 'credentials.opened',
        entityType: 'connection',
        entityId: id,
        metadata: { for: 'health check' },
      });
      return { integration, connector };
    });
  }
}

const STATUS_AFTER = {
  healthy: 'connected',
  untried: 'connected',
  degraded: 'pending',
  unhealthy: 'error',
} as const;

function stateOf({ status, message, warning }: HealthReport) {
  const tried = status !== 'untried';
  return {
    health: tried ? status : ('unknown' as const),
    healthCheckedAt: tried ? new Date() : null,
    errorMessage: status === 'degraded' || status === 'unhealthy' ? message : (warning ?? null),
    status: STATUS_AFTER[status],
  };
}

function whatCallsShowed({ health, errorMessage, healthCheckedAt }: Integration, untried: string) {
  const message =
    health === 'unknown'
      ? untried
      : (errorMessage ?? 'The last call with it was accepted. It is tried with each call.');
  return { health, message, checkedAt: healthCheckedAt };
}
