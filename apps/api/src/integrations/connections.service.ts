import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Connector, ConnectorRegistry, HealthReport } from '@jarvis/connector-kit';
import { Integration, notify, type Database } from '@jarvis/database';
import { integrationContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { notFound, refuse } from '../http/api-error.js';
import { toDetails } from '../http/to-details.js';
import { audit } from '../infrastructure/audit.js';
import { CONFIG, CONNECTORS, CREDENTIAL_SEALER, DATABASE } from '../infrastructure/tokens.js';
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
    { accountName, credentials, live }: ConnectRequest,
  ): Promise<ConnectionShape> {
    const connector = this.connectors.getConnector(platform);
    if (connector === undefined) throw notFound('platform');
    const parsed = parseCredentials(connector, credentials);
    // The platform is asked before anything is stored, and outside a transaction.
    const candidate = { id: 'new', accountId: '', accountName, credentials: parsed, live };
    const report = await this.checker.check(connector, candidate);
    if (report.status === 'unhealthy') {
      throw refuse.unprocessable({
        code: 'credentials-refused',
        message: `${connector.title} does not accept these credentials: ${report.message}`,
        hint: 'Check that they are complete, current and carry the scopes the catalogue names.',
      });
    }
    const accountId = report.account?.id ?? accountName.toLowerCase();
    return this.database.tenant(principal.observatoryId, async (manager) => {
      const known = await this.repository.findByAccount(manager, { platform, accountId });
      const id = known?.id ?? randomUUID();
      const row = {
        observatoryId: principal.observatoryId,
        platform,
        accountId,
        accountName,
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
        metadata: { platform, accountId },
      });
      await notify(manager, { type: 'sync_status', observatoryId: principal.observatoryId, id });
      const uses = await this.repository.findUses(manager);
      return toConnection(await this.repository.findOrFail(manager, id), {
        connector,
        usedByRules: uses.get(id) ?? [],
        sandbox: this.hasSandbox,
      });
    });
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
    const state = { ...stateOf(report), ...(credentials ? {} : { status: 'disconnected' as const }) };
    await this.database.tenant(observatoryId, async (manager) => {
      await manager.update(Integration, { id }, state);
      await notify(manager, { type: 'sync_status', observatoryId, id });
    });
    return { id, health: report.status, message: report.message, checkedAt: state.healthCheckedAt };
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

function parseCredentials({ auth, title }: Connector, credentials: unknown): unknown {
  if (auth.kind === 'none') {
    throw refuse.unprocessable({
      code: 'no-connection-needed',
      message: `${title} works without a connection.`,
      hint: 'Use its actions in a rule right away.',
    });
  }
  const parsed = auth.credentials.safeParse(credentials);
  if (parsed.success) return parsed.data;
  throw refuse.unprocessable({
    code: 'invalid-credentials',
    message: `The credentials do not have the form that ${title} asks for.`,
    hint: 'Fill in the fields named in details.',
    details: toDetails(parsed.error.issues, 'credentials'),
  });
}

function stateOf({ status, message }: HealthReport) {
  return {
    health: status,
    healthCheckedAt: new Date(),
    errorMessage: status === 'healthy' ? null : message,
    status:
      status === 'unhealthy'
        ? ('error' as const)
        : status === 'healthy'
          ? ('connected' as const)
          : ('pending' as const),
  };
}
