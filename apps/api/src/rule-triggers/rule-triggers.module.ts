import { Module } from '@nestjs/common';
import { NextFires } from './next-fires.js';
import { RuleTriggersController } from './rule-triggers.controller.js';
import { WatchService } from './watch.service.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';
import { WebhookReader } from './webhook-reader.js';

/** What starts rules: the addresses of webhooks with their secrets, when schedules fire, and what is watched on platforms. */
@Module({
  controllers: [RuleTriggersController],
  providers: [NextFires, WatchService, WebhookEndpointsService, WebhookReader],
  exports: [NextFires, WatchService, WebhookEndpointsService, WebhookReader],
})
export class RuleTriggersModule {}
