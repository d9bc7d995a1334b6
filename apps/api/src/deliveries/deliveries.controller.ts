import { Controller, Get, Headers, Param, Post } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { Throttle } from '../http/throttling.js';
import { RunStarted } from '../rule-trials/rule-trials.schemas.js';
import { WebhookEndpointShape } from '../rule-triggers/rule-triggers.schemas.js';
import { Deliveries, DeliveryDetail, ResumedWebhook } from './deliveries.schemas.js';
import { DeliveriesService } from './deliveries.service.js';
import { PauseService } from './pause.service.js';

@Controller('api/v1/rules/:id')
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly pausing: PauseService,
  ) {}

  @Get('deliveries')
  @Allow('read')
  @Answers('The last deliveries to the webhook and what became of them, and why others were refused', Deliveries)
  list(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.deliveries.list(principal, id);
  }

  @Get('deliveries/:deliveryId')
  @Allow('read')
  @Answers('A delivery with its event', DeliveryDetail)
  get(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) ruleId: string,
    @Param('deliveryId', { schema: IdParam }) id: string,
  ) {
    return this.deliveries.get(principal, { ruleId, id });
  }

  @Post('deliveries/:deliveryId/redeliver')
  @Allow('operate')
  @Throttle(60)
  @Answers('Start a new run with the event of a delivery, whatever became of it', RunStarted, { status: 202 })
  redeliver(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) ruleId: string,
    @Param('deliveryId', { schema: IdParam }) id: string,
    @Headers('idempotency-key') idempotencyKey?: string,
  ) {
    return this.deliveries.redeliver(principal, { ruleId, id, idempotencyKey });
  }

  @Post('webhook/pause')
  @Allow('operate')
  @Answers('Keep what comes to the webhook and start nothing until it is resumed', WebhookEndpointShape)
  pause(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.pausing.pause(principal, id);
  }

  @Post('webhook/resume')
  @Allow('operate')
  @Answers('Start what was kept while the webhook was paused, in order', ResumedWebhook)
  resume(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.pausing.resume(principal, id);
  }
}
