import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Connector, HealthReport } from '@jarvis/connector-kit';
import { Connection, isUniqueViolation, lookThrough, notify, type Database } from '@jarvis/database';
import { connectionContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { audit } from '../infrastructure/audit.js';
import { CREDENTIAL_SEALER, DATABASE } from '../infrastructure/tokens.js';
import { isProvisional } from './connect-refusals.js';
import { ConnectionsQueries } from './connections.queries.js';

/** An account that a platform has just accepted credentials of. */
export interface AcceptedAccount {
  connector: Connector;
  report: HealthReport;
  /** As it is called here; an account that is known keeps its name. */
  accountName: string;
  credentials: unknown;
  scopes: readonly string[];
  live: boolean;
  /** The OAuth client its tokens were issued to; left out for what was pasted. */
  clientId?: string;
}

/** What there is already. */
export interface Known {
  /** The connection of this account. */
  known: Connection | null;
  /** A connection of the same platform by this name, of this account or another. */
  named: Connection | null;
}

/** Keeps accounts: one connection for each account of a platform in an observatory. */
@Injectable()
export class ConnectionStore {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CREDENTIAL_SEALER) private readonly sealer: CredentialSealer,
    private readonly queries: ConnectionsQueries,
  ) {}

  /**
   * Makes the account's connection, or gives the one that is there its new credentials.
   * @param judge throws when it must not be kept; gives the name it is kept under otherwise
   */
  async keep(
    principal: Principal,
    account: AcceptedAccount,
    judge: (found: Known) => string,
  ): Promise<{ id: string; renewed: boolean }> {
    const store = () =>
      this.database.tenant(principal.observatoryId, (manager) => this.write(manager, principal, account, judge));
    try {
      return await store();
    } catch (error) {
      // Somebody connected the same account in this moment: now it is there to be asked about.
      if (isUniqueViolation(error)) return store();
      throw error;
    }
  }

  private async write(
    manager: EntityManager,
    principal: Principal,
    { connector, report, accountName, credentials, scopes, live, clientId }: AcceptedAccount,
    judge: (found: Known) => string,
  ): Promise<{ id: string; renewed: boolean }> {
    const { observatoryId } = principal;
    const { platform } = connector;
    const accountId = report.account?.id ?? accountName.toLowerCase();
    const named = await this.queries.findByName(manager, { platform, accountName });
    const known =
      (await this.queries.findByAccount(manager, { platform, accountId })) ??
      (named !== null && isProvisional(named) ? named : null);
    const name = judge({ known, named });
    const id = known?.id ?? randomUUID();
    const row = {
      observatoryId,
      platform,
      accountId,
      // Drafts name an account by its name; a new token is no reason to break them.
      accountName: known?.accountName ?? name,
      credentials: this.sealer.sealCredentials(credentials, connectionContext(id)),
      scopes: [...scopes],
      config: { ...(live ? { live } : {}), ...(clientId === undefined ? {} : { clientId }) },
      ...stateOf(report),
    };
    await (known === null ? manager.insert(Connection, { id, ...row }) : manager.update(Connection, { id }, row));
    if (known !== null) await lookThrough(manager, id);
    await audit(manager, principal, {
      action: known === null ? 'connection.created' : 'connection.replaced',
      entityType: 'connection',
      entityId: id,
      metadata: { platform, accountId },
    });
    await notify(manager, { type: 'sync_status', observatoryId, id });
    return { id, renewed: known !== null };
  }
}

const STATUS_AFTER = {
  healthy: 'connected',
  untried: 'connected',
  degraded: 'pending',
  unhealthy: 'error',
} as const;

/** What a look at an account says of its connection. */
export function stateOf({ status, message, warning }: HealthReport) {
  const tried = status !== 'untried';
  return {
    health: tried ? status : ('unknown' as const),
    healthCheckedAt: tried ? new Date() : null,
    errorMessage: status === 'degraded' || status === 'unhealthy' ? message : (warning ?? null),
    status: STATUS_AFTER[status],
  };
}
