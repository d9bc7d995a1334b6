import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal, KnownAs } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { Throttle } from '../http/throttling.js';
import { MailAddressesService } from './mail-addresses.service.js';
import {
  MailAddressShape,
  RotatedSecret,
  WebhookEndpointShape,
  WebhookSecretRequest,
  WebhookSettingsRequest,
} from './rule-triggers.schemas.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';

@Controller('api/v1/rules/:id')
@KnownAs('RuleTrials')
export class RuleTriggersController {
  constructor(
    private readonly webhooks: WebhookEndpointsService,
    private readonly mails: MailAddressesService,
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

  @Post('mail-address')
  @Allow('operate')
  @Throttle(60)
  @Answers('The address that mails for the rule come to; it is made the first time', MailAddressShape)
  mailAddress(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.mails.make(principal, id);
  }

  @Post('mail-address/rotate')
  @Allow('operate')
  @Throttle(30)
  @Answers('Make another address; the one before ends at once', MailAddressShape)
  rotateMailAddress(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.mails.rotate(principal, id);
  }
}
