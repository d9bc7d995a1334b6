import type { ActionLogger, ConnectorRegistry, OAuthClient, SafeHttpClient } from '@jarvis/connector-kit';
import type { Database } from '@jarvis/database';
import type { CredentialSealer } from '@jarvis/payload-codec/credentials';
import type { TenantSlots } from './tenant-slots.js';
import type { VendorGate } from './vendor-gate.js';

/** How the model provider is reached. */
interface ModelAccess {
  apiKey: string;
  /** For steps that name none. */
  model: string;
  /** Pinned to the provider's host, or led to the sandbox. */
  fetch: typeof fetch;
}

/** What the real activities work with. */
export interface ActivityDependencies {
  database: Database;
  registry: ConnectorRegistry;
  sealer: CredentialSealer;
  http: SafeHttpClient;
  /** The same for real accounts, past the sandbox. */
  liveHttp: SafeHttpClient;
  logger: ActionLogger;
  slots: TenantSlots;
  gate: VendorGate;
  models: ModelAccess;
  /** Set: the vendors are played by the sandbox. */
  sandboxUrl?: string;
  /** This installation's registration at a platform, for renewing tokens. */
  oauthClientOf: (platform: string) => OAuthClient | undefined;
  /** Whether a bare `decideApproval` signal that no row backs may decide. */
  allowSignalDecisions: boolean;
  /** How long a vendor gets before it is asked whether a lost request took effect. */
  lookupPauseMs: number;
}
