import { Module } from '@nestjs/common';
import { RuleTriggersModule } from '../rule-triggers/rule-triggers.module.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryRetention } from './delivery-retention.js';
import { PauseService } from './pause.service.js';

/** What came to webhooks: shown, kept for a while, delivered again, and held while an endpoint is paused. */
@Module({
  imports: [RuleTriggersModule],
  controllers: [DeliveriesController],
  providers: [DeliveriesService, DeliveryRetention, PauseService],
})
export class DeliveriesModule {}
