import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { Throttle } from '../http/throttling.js';
import { ConnectionsService } from './connections.service.js';
import {
  CatalogueEntry,
  CatalogueQuery,
  ConnectRequest,
  ConnectionShape,
  Disconnected,
  Health,
  PlatformParam,
} from './integrations.schemas.js';

@Controller('api/v1/integrations')
export class IntegrationsController {
  constructor(private readonly connections: ConnectionsService) {}

  @Get()
  @Allow('read')
  @Answers('The marketplace: every platform and what is connected', CatalogueEntry, { form: 'list' })
  catalogue(@CurrentPrincipal() principal: Principal, @Query({ schema: CatalogueQuery }) query: CatalogueQuery) {
    return this.connections.catalogue(principal, query);
  }

  @Get('connected')
  @Allow('read')
  @Answers('Connected accounts', ConnectionShape, { form: 'list' })
  connected(@CurrentPrincipal() principal: Principal) {
    return this.connections.list(principal);
  }

  @Post(':platform/connect')
  @Allow('operate')
  @Throttle(30)
  @Answers('Connect an account with its keys; they are checked, sealed and never shown again', ConnectionShape, {
    status: 201,
  })
  connect(
    @CurrentPrincipal() principal: Principal,
    @Param('platform', { schema: PlatformParam }) platform: string,
    @Body({ schema: ConnectRequest }) body: ConnectRequest,
  ) {
    return this.connections.connect(principal, platform, body);
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
