import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import { createActivities } from './activities/create-activities.js';
import { makeDependencies } from './activities/make-dependencies.js';
import { createRehearsalActivities } from './activities/rehearsal.js';
import { HealthServer } from './health/health-server.service.js';
import { createConnectors } from '@jarvis/connectors';
import { createPoll } from './polling/poll.js';
import { Poller } from './polling/poller.service.js';
import { TemporalWorkers } from './temporal/temporal-workers.service.js';
import { ACTIVITIES, CONFIG, DATABASE, LOGGER, POLL, REHEARSAL_ACTIVITIES } from './tokens.js';

interface Parts {
  config: Config;
  logger: Logger;
  database: Database;
}

@Module({})
export class WorkerModule {
  static of({ config, logger, database }: Parts): DynamicModule {
    const registry = createConnectors();
    const dependencies = makeDependencies({ config, database, registry, logger });
    return {
      module: WorkerModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
        { provide: DATABASE, useValue: database },
        { provide: ACTIVITIES, useValue: createActivities(dependencies) },
        { provide: REHEARSAL_ACTIVITIES, useValue: createRehearsalActivities(dependencies) },
        { provide: POLL, useValue: createPoll(dependencies) },
        TemporalWorkers,
        Poller,
        HealthServer,
      ],
    };
  }
}
