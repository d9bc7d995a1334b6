import { Module } from '@nestjs/common';
import { MailAddressesService } from './mail-addresses.service.js';
import { NextFires } from './next-fires.js';
import { RuleTriggersController } from './rule-triggers.controller.js';
import { WatchService } from './watch.service.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';
import { WebhookReader } from './webhook-reader.js';

/** What starts rules: the addresses of webhooks with their secrets, and of mails, when schedules fire, and what is watched on platforms. */
@Module({
  controllers: [RuleTriggersController],
  providers: [MailAddressesService, NextFires, WatchService, WebhookEndpointsService, WebhookReader],
  exports: [MailAddressesService, NextFires, WatchService, WebhookEndpointsService, WebhookReader],
})
export class RuleTriggersModule {}
