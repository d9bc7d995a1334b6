import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Connections } from '@jarvis/connections';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import { createDatabase, type Database } from '@jarvis/database';
import { createCredentialSealer, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import type { AppSettings } from '../app.module.js';
import { createConnectors } from '@jarvis/connectors';
import { TemporalGateway } from './temporal-gateway.js';
import { CONFIG, CONNECTIONS, CONNECTORS, CREDENTIAL_SEALER, DATABASE, LOGGER } from './tokens.js';

/** What every module shares. Nothing here connects before it is used, so the API starts while its parts are down. */
@Global()
@Module({})
export class InfrastructureModule implements OnApplicationShutdown {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTIONS) private readonly connections: Connections,
  ) {}

  static register({ config, logger }: AppSettings): DynamicModule {
    const { url, systemUrl, poolSize } = config.database;
    const onBackgroundError = (error: unknown) =>
      logger.warn({ err: error }, 'a database connection failed in the background');
    return {
      module: InfrastructureModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
        {
          provide: DATABASE,
          useFactory: () =>
            createDatabase({ url, systemUrl, poolSize, applicationName: 'jarvis-api', onBackgroundError }),
        },
        { provide: CONNECTORS, useFactory: createConnectors },
        { provide: CREDENTIAL_SEALER, useFactory: () => createCredentialSealer(config.keys.encryption) },
        {
          provide: CONNECTIONS,
          inject: [DATABASE, CONNECTORS, CREDENTIAL_SEALER],
          useFactory: (database: Database, registry: ConnectorRegistry, sealer: CredentialSealer) =>
            new Connections({
              database,
              registry,
              sealer,
              logger,
              sandboxUrl: config.sandbox.url,
              oauthClients: config.oauth.clients,
            }),
        },
        TemporalGateway,
      ],
      exports: [CONFIG, LOGGER, DATABASE, CONNECTORS, CREDENTIAL_SEALER, CONNECTIONS, TemporalGateway],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connections.close();
    await this.database.close();
  }
}
