import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { AppSettings } from '../app.module.js';
import { CONFIG, LOGGER } from './tokens.js';

@Global()
@Module({})
export class InfrastructureModule {
  static register({ config, logger }: AppSettings): DynamicModule {
    return {
      module: InfrastructureModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
      ],
      exports: [CONFIG, LOGGER],
    };
  }
}
