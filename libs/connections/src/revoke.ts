import {
  ConnectorError,
  consentOf,
  OAuth2Credentials,
  revokeTokens,
  type ConnectorRegistry,
} from '@jarvis/connector-kit';
import type { OAuthClients } from './oauth-clients.js';
import type { Transports } from './transports.js';

/** What became of the access at the vendor; `not-ours`: it was pasted, and may serve elsewhere. */
export type Revocation = { kind: 'revoked' | 'not-ours' } | { kind: 'failed'; message: string };

/** A connection's tokens, opened. */
export interface Access {
  observatoryId: string;
  platform: string;
  config: Record<string, unknown>;
  credentials: unknown;
}

const PATIENCE_MS = 10_000;

interface Parts {
  registry: ConnectorRegistry;
  clients: OAuthClients;
  transports: Transports;
}

/** Gives access back that was got by a consent. Never throws for what the vendor does; it reports it. */
export async function revoke(
  { registry, clients, transports }: Parts,
  { observatoryId, platform, config, credentials }: Access,
): Promise<Revocation> {
  const connector = registry.getConnector(platform);
  const auth = connector && consentOf(connector);
  const { clientId } = config;
  const tokens = OAuth2Credentials.safeParse(credentials);
  if (!auth || typeof clientId !== 'string' || !tokens.success) return { kind: 'not-ours' };
  const live = config['live'] === true;
  const found = await clients.find({ observatoryId, platform, live, clientId });
  if (!found) return { kind: 'failed', message: 'The OAuth client it was made with is not configured any more.' };
  const fetch = transports.of(platform, live).vendorFetch;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    await revokeTokens(auth, { client: found.client, fetch, signal, credentials: tokens.data });
    return { kind: 'revoked' };
  } catch (error) {
    if (error instanceof ConnectorError) return { kind: 'failed', message: error.message };
    throw error;
  }
}
