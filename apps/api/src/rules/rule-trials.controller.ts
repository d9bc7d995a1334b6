import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { Throttle } from '../http/throttling.js';
import { RehearsalService } from './rehearsal.service.js';
import {
  Delivered,
  Rehearsal,
  RehearseRequest,
  RotatedSecret,
  SampleEvent,
  SampleEventRequest,
  WebhookEndpointShape,
  WebhookSecretRequest,
  WebhookSettingsRequest,
} from './rules.schemas.js';
import { SampleEventService } from './sample-event.service.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';

/** Ways to try a rule: its webhook's address, a sample event, a rehearsal. */
@Controller('api/v1/rules/:id')
export class RuleTrialsController {
  constructor(
    private readonly webhooks: WebhookEndpointsService,
    private readonly samples: SampleEventService,
    private readonly rehearsals: RehearsalService,
  ) {}

  @Get('webhook')
  @Allow('read')
  @Answers('Where the webhook is received; the secret is not shown', WebhookEndpointShape)
  webhook(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.webhooks.get(principal, id);
  }

  @Put('webhook')
  @Allow('operate')
  @Throttle(60)
  @Answers('Say whether the webhook refuses a body that it has just seen', WebhookEndpointShape)
  configureWebhook(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: WebhookSettingsRequest }) body: z.infer<typeof WebhookSettingsRequest>,
  ) {
    return this.webhooks.configure(principal, id, body);
  }

  @Post('webhook/rotate-secret')
  @Allow('operate')
  @Throttle(30)
  @Answers('Make a new secret, shown this once; the previous one still counts for 24 hours', RotatedSecret)
  rotateSecret(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.webhooks.rotateSecret(principal, id);
  }

  @Put('webhook/secret')
  @Allow('operate')
  @Throttle(30)
  @Answers('Keep the secret that the sender made; the one before still counts for 24 hours', WebhookEndpointShape)
  enterSecret(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: WebhookSecretRequest }) body: z.infer<typeof WebhookSecretRequest>,
  ) {
    return this.webhooks.enterSecret(principal, id, body);
  }

  @Get('sample-event')
  @Allow('read')
  @Answers('The sample event used for previews and rehearsals', SampleEvent)
  sample(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.samples.get(principal, id);
  }

  @Put('sample-event')
  @Allow('operate')
  @Answers('Store the sample event', SampleEvent)
  storeSample(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: SampleEventRequest }) body: z.infer<typeof SampleEventRequest>,
  ) {
    return this.samples.put(principal, id, body.event);
  }

  @Post('send-sample')
  @Allow('operate')
  @Throttle(60)
  @Answers('Sign the sample event and deliver it to the rule as its sender would', Delivered, { status: 202 })
  sendSample(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.samples.send(principal, id);
  }

  @Post('rehearse')
  @Allow('operate')
  @Throttle(120)
  @Answers('Run the draft or a version in virtual time; nothing leaves', Rehearsal)
  rehearse(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: RehearseRequest }) body: RehearseRequest,
  ) {
    return this.rehearsals.rehearse(principal, id, body);
  }
}
