import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Connections, FoundClient } from '@jarvis/connections';
import {
  AuthorizationError,
  beginAuthorization,
  ConnectorError,
  exchangeCode,
  type Connector,
  type Grant,
} from '@jarvis/connector-kit';
import type { Database, Connection, OAuthAttempt } from '@jarvis/database';
import { oauthAttemptContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import type { Logger } from '@jarvis/telemetry';
import type { ConnectOutcome } from '@jarvis/vocabulary';
import type { Principal } from '../auth/principal.js';
import { refuse } from '../http/api-error.js';
import { CONFIG, CONNECTIONS, CREDENTIAL_SEALER, DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { AttemptsQueries } from './attempts.queries.js';
import type { ConsentConnector } from './connect-refusals.js';
import { ConnectionStore, type Known } from './connection-store.js';
import { ConnectionsQueries } from './connections.queries.js';

const PATIENCE_MS = 10_000;

export interface ConsentRequest {
  live: boolean;
  /** The connection that is to be renewed. */
  replace: string | undefined;
}

/** How it came out; `connectionId` when there is a connection. */
export interface ConsentResult {
  outcome: ConnectOutcome;
  connectionId?: string;
}

/** Ends a consent without a connection. */
class NotConnected extends Error {
  override readonly name = 'NotConnected';
  /** What the vendor said, for the log. */
  readonly reason: string | undefined;

  constructor(
    readonly outcome: ConnectOutcome,
    { cause, reason }: ErrorOptions & { reason?: string } = {},
  ) {
    super(`Not connected: ${outcome}.`, { cause });
    this.reason = reason ?? (cause instanceof ConnectorError ? cause.message : undefined);
  }
}

/**
 * Connecting by consent (OAuth 2, authorization code with PKCE). A person is sent to the vendor and comes back with an
 * answer that counts once, in the same session and observatory, within ten minutes. Neither code nor token is ever in
 * a log, an error or an address of ours.
 */
@Injectable()
export class ConsentService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTIONS) private readonly connections: Connections,
    @Inject(CREDENTIAL_SEALER) private readonly sealer: CredentialSealer,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly attempts: AttemptsQueries,
    private readonly queries: ConnectionsQueries,
    private readonly store: ConnectionStore,
  ) {}

  /** Where the vendor sends the browser back: to the admin, whose cookie says who it is. */
  redirectUriOf(platform: string): string {
    return new URL(`/api/v1/integrations/${platform}/callback`, this.config.admin.url).href;
  }

  /** @throws ApiError 422 when Jarvis is not registered at the platform; 409 for an account of another one in `replace` */
  async begin(
    { observatoryId, sessionId }: Principal,
    connector: ConsentConnector,
    { live, replace }: ConsentRequest,
  ): Promise<{ authorizeUrl: string }> {
    const { platform, consent } = connector;
    const renewing = await this.database.tenant(observatoryId, async (manager) =>
      replace === undefined ? undefined : this.queries.findOrFail(manager, replace),
    );
    if (renewing && renewing.platform !== platform) throw ofAnotherPlatform(renewing, connector);
    // An account that is real stays real, whatever the switch says.
    const real = renewing === undefined ? live : renewing.config['live'] === true;
    const found = await this.connections.clients.find({ observatoryId, platform, live: real });
    if (!found) throw this.clientMissing(connector);
    const redirectUri = this.redirectUriOf(platform);
    const { sandboxUrl } = this.connections.context({ platform, live: real }, AbortSignal.timeout(PATIENCE_MS));
    const { url, state, verifier } = await beginAuthorization(consent, {
      client: found.client,
      redirectUri,
      sandboxUrl,
    });
    await this.database.tenant(observatoryId, (manager) =>
      this.attempts.add(manager, {
        observatoryId,
        sessionId,
        platform,
        stateHash: hashOf(state),
        connectionId: replace ?? null,
        live: real,
        clientId: found.client.clientId,
        redirectUri,
        seal: (id) => this.sealer.sealCredentials(verifier, oauthAttemptContext(id)),
      }),
    );
    return { authorizeUrl: url };
  }

  /** Takes the vendor's answer. Never throws for what the vendor or the browser brings; it says how it came out. */
  async finish(principal: Principal, connector: ConsentConnector, answer: URLSearchParams): Promise<ConsentResult> {
    const { platform } = connector;
    try {
      const attempt = await this.take(principal, platform, answer.get('state') ?? '');
      const found = await this.clientOf(principal, attempt);
      const grant = await this.exchange(connector, { attempt, found, answer });
      const missing = connector.consent.scopes.filter(({ name }) => !grant.scopes.includes(name));
      // Not given back: at some vendors that would end the access of a connection which this account already has.
      if (missing.length > 0) throw new NotConnected('scopes-missing');
      return await this.keep(principal, connector, { attempt, grant });
    } catch (error) {
      if (!(error instanceof NotConnected)) throw error;
      const { outcome, reason } = error;
      this.logger.info({ platform, outcome, ...(reason ? { reason } : {}) }, 'an account was not connected');
      return { outcome };
    }
  }

  /** Uses the attempt up, whatever comes of it. */
  private async take(
    { observatoryId, sessionId }: Principal,
    platform: string,
    state: string,
  ): Promise<OAuthAttempt & { verifier: string; state: string }> {
    const taken = await this.database.tenant(observatoryId, async (manager) => {
      const attempt = await this.attempts.lock(manager, { platform, stateHash: hashOf(state) });
      if (!attempt) return 'unknown';
      // Not used up: whoever began it may still end it.
      if (attempt.sessionId !== sessionId) return 'other-session';
      if (attempt.usedAt) return 'used';
      await this.attempts.use(manager, attempt.id);
      if (attempt.expiresAt <= new Date()) return 'expired';
      return attempt;
    });
    if (typeof taken === 'string') throw new NotConnected(taken);
    const verifier = this.sealer.openCredentials(taken.verifier ?? '', oauthAttemptContext(taken.id));
    return Object.assign(taken, { verifier: String(verifier), state });
  }

  private async clientOf({ observatoryId }: Principal, attempt: OAuthAttempt): Promise<FoundClient> {
    const { platform, live, clientId } = attempt;
    const found = await this.connections.clients.find({ observatoryId, platform, live, clientId });
    if (!found) throw new NotConnected('client-missing');
    return found;
  }

  private async exchange(
    { platform, consent }: ConsentConnector,
    {
      attempt: { live, redirectUri, verifier, state },
      found: { client },
      answer,
    }: {
      attempt: OAuthAttempt & { verifier: string; state: string };
      found: FoundClient;
      answer: URLSearchParams;
    },
  ): Promise<Grant> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const { vendorFetch } = this.connections.context({ platform, live }, signal);
    try {
      return await exchangeCode(consent, { client, fetch: vendorFetch, signal, answer, state, redirectUri, verifier });
    } catch (cause) {
      if (cause instanceof AuthorizationError) throw new NotConnected(cause.reason, { cause });
      if (!(cause instanceof ConnectorError)) throw cause;
      if (cause.retryable) throw new NotConnected('vendor-unavailable', { cause });
      throw new NotConnected(cause.code === 'permission' ? 'client-refused' : 'refused', { cause });
    }
  }

  /** The same account again is renewed; another one than the one that was to be renewed is not kept. */
  private async keep(
    principal: Principal,
    connector: ConsentConnector,
    { attempt, grant }: { attempt: OAuthAttempt; grant: Grant },
  ): Promise<ConsentResult> {
    const { platform } = connector;
    const { live, clientId, connectionId } = attempt;
    const { credentials, scopes } = grant;
    const tried = { id: 'new', accountId: '', credentials };
    const report = await this.connections.check(connector, (signal, check) =>
      check(this.connections.context({ platform, live, connection: tried }, signal)),
    );
    const { account } = report;
    const { message: reason } = report;
    if (report.status === 'unhealthy') throw new NotConnected('first-call-refused', { reason });
    if (!account) throw new NotConnected('account-unknown', { reason });
    const accepted = { connector, report, accountName: account.name, credentials, scopes, live, clientId };
    const judge = ({ known, named }: Known): string => {
      if (connectionId !== null && known?.id !== connectionId) throw new NotConnected('other-account');
      // A person may have given another account this one's name.
      return known === null && named !== null ? `${account.name} (${account.id})` : account.name;
    };
    const { id, renewed } = await this.store.keep(principal, accepted, judge);
    return { outcome: renewed ? 'renewed' : 'connected', connectionId: id };
  }

  private clientMissing({ title, platform, consent }: ConsentConnector) {
    const { vendor, registration } = consent;
    const { url, words } = registration;
    return refuse.unprocessable({
      code: 'client-missing',
      message: `Jarvis is not registered at ${vendor} yet, so ${title} cannot ask for your consent.`,
      hint: `${words} (${url}) Give it the redirect address ${this.redirectUriOf(platform)}, then enter its client id and secret under Connections, or set JARVIS_OAUTH_CLIENTS.`,
    });
  }
}

function ofAnotherPlatform({ accountName }: Connection, { title }: Connector) {
  return refuse.conflict({
    code: 'another-platform',
    message: `${accountName} is no account on ${title}, so it cannot be renewed there.`,
    hint: 'Renew it where it is connected, or connect an account here without replace.',
  });
}

const hashOf = (state: string): string => createHash('sha256').update(state).digest('hex');
