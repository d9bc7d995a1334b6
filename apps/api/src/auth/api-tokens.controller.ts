import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { Allow, Answers, CurrentPrincipal, PeopleOnly } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { ApiTokenMade, ApiTokenRequest, ApiTokenShape } from './api-tokens.schemas.js';
import { ApiTokensService } from './api-tokens.service.js';
import { Revoked } from './auth.schemas.js';
import type { Principal } from './principal.js';

@Controller('api/v1/api-tokens')
@PeopleOnly()
export class ApiTokensController {
  constructor(private readonly tokens: ApiTokensService) {}

  @Get()
  @Allow('read')
  @Answers('Tokens of yours that count; an owner sees everybody’s', ApiTokenShape, { form: 'list' })
  list(@CurrentPrincipal() principal: Principal) {
    return this.tokens.list(principal);
  }

  @Post()
  @Allow('read')
  @Answers('Make a token for a machine; it is shown once', ApiTokenMade, { status: 201 })
  create(@CurrentPrincipal() principal: Principal, @Body({ schema: ApiTokenRequest }) body: ApiTokenRequest) {
    return this.tokens.create(principal, body);
  }

  @Delete(':id')
  @Allow('read')
  @Answers('End a token at once; an owner may end everybody’s', Revoked)
  revoke(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.tokens.revoke(principal, id);
  }
}
