import { Module } from '@nestjs/common';
import { RelayModule } from '../relay/relay.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

@Module({
  imports: [RelayModule],
  controllers: [HealthController],
  providers: [HealthService],
})
export class HealthModule {}
