import { Controller, Get, Param, Query } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { EventDetail, EventNames, EventsQuery, EventSummary } from './events.schemas.js';
import { EventsService } from './events.service.js';

@Controller('api/v1/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get()
  @Allow('read')
  @Answers('What happened that rules can hear of, newest first', EventSummary, { form: 'list' })
  list(@CurrentPrincipal() principal: Principal, @Query({ schema: EventsQuery }) query: EventsQuery) {
    return this.events.list(principal, query);
  }

  @Get('names')
  @Allow('read')
  @Answers('The names that events of this observatory have, by which the list can be filtered', EventNames)
  names(@CurrentPrincipal() principal: Principal) {
    return this.events.names(principal);
  }

  @Get(':id')
  @Allow('read')
  @Answers('An event, what brought it about, and what it led to', EventDetail)
  get(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.events.get(principal, id);
  }
}
