import { Module } from '@nestjs/common';
import { ConnectionsService } from './connections.service.js';
import { IntegrationsController } from './integrations.controller.js';

@Module({
  controllers: [IntegrationsController],
  providers: [ConnectionsService],
})
export class IntegrationsModule {}
