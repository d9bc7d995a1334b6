import { Module } from '@nestjs/common';
import { AttemptsQueries } from './attempts.queries.js';
import { ConnectionStore } from './connection-store.js';
import { ConnectionsQueries } from './connections.queries.js';
import { ConnectionsService } from './connections.service.js';
import { ConsentService } from './consent.service.js';
import { IntegrationsController } from './integrations.controller.js';
import { OAuthClientsService } from './oauth-clients.service.js';

@Module({
  controllers: [IntegrationsController],
  providers: [
    AttemptsQueries,
    ConnectionsQueries,
    ConnectionsService,
    ConnectionStore,
    ConsentService,
    OAuthClientsService,
  ],
})
export class IntegrationsModule {}
