import { Body, Controller, Delete, Get, Headers, Param, Post, Put, Query } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { SavedViewDeleted, SavedViewRequest, SavedViewShape, SavedViewsQuery } from './saved-views.schemas.js';
import { SavedViewsService } from './saved-views.service.js';

@Controller('api/v1/saved-views')
export class SavedViewsController {
  constructor(private readonly savedViews: SavedViewsService) {}

  @Get()
  @Allow('read')
  @Answers('Your saved views and those shared with the observatory, newest first', SavedViewShape, { form: 'list' })
  list(@CurrentPrincipal() principal: Principal, @Query({ schema: SavedViewsQuery }) query: SavedViewsQuery) {
    return this.savedViews.list(principal, query);
  }

  @Post()
  @Allow('read')
  @Answers('Keep a filter of the runs under a name; with the same Idempotency-Key once', SavedViewShape, {
    status: 201,
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: SavedViewRequest }) body: SavedViewRequest,
    @Headers('idempotency-key') idempotencyKey?: string,
  ) {
    return this.savedViews.create(principal, body, idempotencyKey);
  }

  @Get(':id')
  @Allow('read')
  @Answers('One saved view', SavedViewShape)
  get(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.savedViews.get(principal, id);
  }

  @Put(':id')
  @Allow('read')
  @Answers('Change the saved view; a shared one who may operate', SavedViewShape)
  update(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: SavedViewRequest }) body: SavedViewRequest,
  ) {
    return this.savedViews.update(principal, id, body);
  }

  @Delete(':id')
  @Allow('read')
  @Answers('Delete the saved view; a shared one who may operate', SavedViewDeleted)
  remove(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.savedViews.remove(principal, id);
  }
}
