import { Module } from '@nestjs/common';
import { AttemptsRepository } from './attempts.repository.js';
import { ConnectionStore } from './connection-store.js';
import { ConnectionsRepository } from './connections.repository.js';
import { ConnectionsService } from './connections.service.js';
import { ConsentService } from './consent.service.js';
import { IntegrationsController } from './integrations.controller.js';
import { OAuthClientsService } from './oauth-clients.service.js';

@Module({
  controllers: [IntegrationsController],
  providers: [
    AttemptsRepository,
    ConnectionsRepository,
    ConnectionsService,
    ConnectionStore,
    ConsentService,
    OAuthClientsService,
  ],
})
export class IntegrationsModule {}
