import { Module } from '@nestjs/common';
import { NextFires } from './next-fires.js';
import { RuleTriggersController } from './rule-triggers.controller.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';
import { WebhookReader } from './webhook-reader.js';

/** What starts rules: the addresses of webhooks with their secrets, and when schedules fire. */
@Module({
  controllers: [RuleTriggersController],
  providers: [NextFires, WebhookEndpointsService, WebhookReader],
  exports: [NextFires, WebhookEndpointsService, WebhookReader],
})
export class RuleTriggersModule {}
