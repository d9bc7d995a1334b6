import { Body, Controller, Delete, Get, Inject, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal, PeopleOnly } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { Throttle } from '../http/throttling.js';
import { CONFIG } from '../infrastructure/tokens.js';
import { ConnectionsService } from './connections.service.js';
import {
  CallbackQuery,
  CatalogueEntry,
  CatalogueQuery,
  ConnectAnswer,
  ConnectRequest,
  ConnectionShape,
  Disconnected,
  Health,
  OAuthClientRequest,
  OAuthClientShape,
  PlatformParam,
  PlatformShape,
} from './integrations.schemas.js';
import { OAuthClientsService } from './oauth-clients.service.js';

@Controller('api/v1/integrations')
export class IntegrationsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly connections: ConnectionsService,
    private readonly clients: OAuthClientsService,
  ) {}

  @Get()
  @Allow('read')
  @Answers('The marketplace: every platform and what is connected', CatalogueEntry, { form: 'list' })
  catalogue(@CurrentPrincipal() principal: Principal, @Query({ schema: CatalogueQuery }) query: CatalogueQuery) {
    return this.connections.catalogue(principal, query);
  }

  @Get('platforms')
  @Allow('read')
  @Answers('How each platform is called and drawn', PlatformShape, { form: 'list' })
  platforms() {
    return this.connections.platforms();
  }

  @Get('connected')
  @Allow('read')
  @Answers('Connected accounts', ConnectionShape, { form: 'list' })
  connected(@CurrentPrincipal() principal: Principal) {
    return this.connections.list(principal);
  }

  @Post(':platform/connect')
  @PeopleOnly()
  @Allow('operate')
  @Throttle(30)
  @Answers('Connect an account: with its keys, or by asking its owner for consent', ConnectAnswer, { status: 201 })
  connect(
    @CurrentPrincipal() principal: Principal,
    @Param('platform', { schema: PlatformParam }) platform: string,
    @Body({ schema: ConnectRequest }) body: ConnectRequest,
  ) {
    return this.connections.connect(principal, platform, body);
  }

  @Get(':platform/callback')
  @PeopleOnly()
  @Allow('operate')
  @Throttle(60)
  @Answers('Where a platform sends the browser back after the consent; leads on to the admin', z.string(), {
    form: 'raw',
    status: 303,
    contentType: 'text/plain',
  })
  async callback(
    @CurrentPrincipal() principal: Principal,
    @Param('platform', { schema: PlatformParam }) platform: string,
    @Query({ schema: CallbackQuery }) query: CallbackQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const parameters = Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    const answer = new URLSearchParams(parameters);
    const { outcome, connectionId } = await this.connections.finishConsent(principal, platform, answer);
    const back = new URL('/connections', this.config.admin.url);
    back.search = new URLSearchParams({
      open: platform,
      outcome,
      ...(connectionId ? { connection: connectionId } : {}),
    }).toString();
    // The address that brought the code here is told to nobody.
    void reply.type('text/plain').headers({ location: back.href, 'referrer-policy': 'no-referrer' });
    return '';
  }

  @Put(':platform/client')
  @PeopleOnly()
  @Allow('own')
  @Throttle(30)
  @Answers('Set the observatory’s own registration at a platform; its secret is never shown again', OAuthClientShape)
  setClient(
    @CurrentPrincipal() principal: Principal,
    @Param('platform', { schema: PlatformParam }) platform: string,
    @Body({ schema: OAuthClientRequest }) body: OAuthClientRequest,
  ) {
    return this.clients.set(principal, platform, body);
  }

  @Delete(':platform/client')
  @PeopleOnly()
  @Allow('own')
  @Answers('Forget the observatory’s own registration; connections made with it cannot be renewed', OAuthClientShape)
  removeClient(
    @CurrentPrincipal() principal: Principal,
    @Param('platform', { schema: PlatformParam }) platform: string,
  ) {
    return this.clients.remove(principal, platform);
  }

  @Get(':id/health')
  // It opens the credentials.
  @Allow('operate')
  @Throttle(120)
  @Answers('Ask the platform whether the connection works', Health)
  health(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.connections.checkHealth(principal, id);
  }

  @Delete(':id')
  @Allow('operate')
  @Answers('Disconnect the account and forget its keys', Disconnected)
  remove(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.connections.remove(principal, id);
  }
}
