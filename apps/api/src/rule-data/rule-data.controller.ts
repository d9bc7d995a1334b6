import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { Throttle } from '../http/throttling.js';
import { ExplainAnswer, ExplainRequest, RecentEvent, ScopeAnswer, ScopeRequest } from './rule-data.schemas.js';
import { RuleDataService } from './rule-data.service.js';

@Controller('api/v1/rules/:id')
export class RuleDataController {
  constructor(private readonly data: RuleDataService) {}

  @Post('scope')
  @Allow('read')
  @Throttle(600)
  @Answers('What expressions can read at a place of the definition, with types and sample values', ScopeAnswer)
  scope(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: ScopeRequest }) body: ScopeRequest,
  ) {
    return this.data.scope(principal, id, body);
  }

  @Post('explain')
  @Allow('read')
  @Throttle(1200)
  @Answers('What a text with expressions gives at a place of the definition, part by part', ExplainAnswer)
  explain(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: ExplainRequest }) body: ExplainRequest,
  ) {
    return this.data.explain(principal, id, body);
  }

  @Get('recent-events')
  @Allow('read')
  @Answers(
    'The events of its last runs, and of deliveries that started none, without those larger than 64 KB',
    RecentEvent,
    { form: 'list' },
  )
  recentEvents(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.data.recentEvents(principal, id);
  }
}
