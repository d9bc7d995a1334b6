import { CodePool } from '@jarvis/code';
import type { Config } from '@jarvis/config';
import { Connections } from '@jarvis/connections';
import { createVendorTransport, type ConnectorRegistry } from '@jarvis/connector-kit';
import type { Database } from '@jarvis/database';
import { createCredentialSealer } from '@jarvis/payload-codec/credentials';
import type { Logger } from '@jarvis/telemetry';
import type { ActivityDependencies } from './dependencies.js';
import { tellOutage } from './tell-outage.js';
import { TenantSlots } from './tenant-slots.js';
import { VendorGate } from './vendor-gate.js';

/** Steps of one observatory that may run at a time in this process, in the workflow's own tasks. */
const LOCAL_STEPS_PER_TENANT = 16;
/** A vendor that lost our connection usually shows what it did within a second. */
const LOOKUP_PAUSE_MS = 1500;

interface Parts {
  config: Pick<Config, 'keys' | 'sandbox' | 'models' | 'approvals' | 'oauth'>;
  database: Database;
  registry: ConnectorRegistry;
  logger: Logger;
}

/** What the real activities need, from the configuration. */
export function makeDependencies({ config, database, registry, logger }: Parts): ActivityDependencies {
  const sandboxUrl = config.sandbox.url;
  const { anthropicApiKey, anthropicModel } = config.models;
  const modelTransport = createVendorTransport({
    hosts: ['api.anthropic.com'],
    // With a key the real model answers, even where the other vendors are played.
    ...(sandboxUrl !== undefined && anthropicApiKey === undefined ? { sandboxUrl } : {}),
  });
  return {
    database,
    registry,
    logger,
    connections: new Connections({
      database,
      registry,
      logger,
      sealer: createCredentialSealer(config.keys.encryption),
      sandboxUrl,
      oauthClients: config.oauth.clients,
    }),
    code: new CodePool(),
    slots: new TenantSlots(LOCAL_STEPS_PER_TENANT),
    gate: new VendorGate(outageTeller(database, logger)),
    models: {
      apiKey: anthropicApiKey ?? 'sandbox',
      model: anthropicModel,
      fetch: modelTransport.vendorFetch,
    },
    allowSignalDecisions: config.approvals.allowSignalDecisions,
    lookupPauseMs: LOOKUP_PAUSE_MS,
  };
}

/** One after the other: a person who has it tried at once can end an outage while its beginning is still being told. */
function outageTeller(database: Database, logger: Logger): ConstructorParameters<typeof VendorGate>[0] {
  let told: Promise<void> = Promise.resolve();
  return (use, change) => {
    told = told
      .then(() => tellOutage(database, use, change))
      .catch((error: unknown) => {
        logger.warn({ err: error, platform: use.platform }, 'Whether a vendor answers could not be shown.');
      });
  };
}
