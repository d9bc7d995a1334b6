import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { createDatabase, type Database } from '@jarvis/database';
import { createCredentialSealer } from '@jarvis/payload-codec/credentials';
import type { AppSettings } from '../app.module.js';
import { createConnectors } from '@jarvis/connectors';
import { TemporalGateway } from './temporal-gateway.js';
import { CONFIG, CONNECTORS, CREDENTIAL_SEALER, DATABASE, LOGGER } from './tokens.js';

/** What every module shares. Nothing here connects before it is used, so the API starts while its parts are down. */
@Global()
@Module({})
export class InfrastructureModule implements OnApplicationShutdown {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

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
        TemporalGateway,
      ],
      exports: [CONFIG, LOGGER, DATABASE, CONNECTORS, CREDENTIAL_SEALER, TemporalGateway],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
