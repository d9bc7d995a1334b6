import { Module } from '@nestjs/common';
import { ConnectionChecker } from './connection-checker.js';
import { ConnectionsRepository } from './connections.repository.js';
import { ConnectionsService } from './connections.service.js';
import { IntegrationsController } from './integrations.controller.js';

@Module({
  controllers: [IntegrationsController],
  providers: [ConnectionsService, ConnectionsRepository, ConnectionChecker],
})
export class IntegrationsModule {}
