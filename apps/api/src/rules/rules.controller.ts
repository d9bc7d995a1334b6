import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { Throttle } from '../http/throttling.js';
import { NextTimesShape, WatchShape } from '../rule-triggers/rule-triggers.schemas.js';
import { WatchService } from '../rule-triggers/watch.service.js';
import { RuleLifecycleService } from './rule-lifecycle.service.js';
import {
  CreateRuleQuery,
  DefinitionRequest,
  Deleted,
  Impact,
  RuleDetail,
  RuleSummary,
  RulesQuery,
  SaveDraftRequest,
  Validation,
} from './rules.schemas.js';
import { RulesService } from './rules.service.js';

@Controller('api/v1/rules')
export class RulesController {
  constructor(
    private readonly rules: RulesService,
    private readonly lifecycle: RuleLifecycleService,
    private readonly watches: WatchService,
  ) {}

  @Get()
  @Allow('read')
  @Answers('Rules, newest first', RuleSummary, { form: 'list' })
  list(@CurrentPrincipal() principal: Principal, @Query({ schema: RulesQuery }) query: RulesQuery) {
    return this.rules.list(principal, query);
  }

  @Post()
  @Allow('operate')
  @Answers('Save a new rule as a draft; 422 lists every problem', RuleDetail, { status: 201 })
  create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: DefinitionRequest }) body: DefinitionRequest,
    @Query({ schema: CreateRuleQuery }) query: z.infer<typeof CreateRuleQuery>,
  ) {
    return this.rules.create(principal, body, { lenient: query.draft });
  }

  @Post('validate')
  @Allow('read')
  @Answers('Check a definition without saving it', Validation)
  validate(@CurrentPrincipal() principal: Principal, @Body({ schema: DefinitionRequest }) body: DefinitionRequest) {
    return this.rules.validate(principal, body);
  }

  @Post('next-times')
  @Allow('read')
  @Throttle(600)
  @Answers('When a definition with a schedule would run next', NextTimesShape)
  nextTimesOf(@CurrentPrincipal() principal: Principal, @Body({ schema: DefinitionRequest }) body: DefinitionRequest) {
    return this.rules.nextTimesOf(principal, body);
  }

  @Get(':id/next-times')
  @Allow('read')
  @Throttle(600)
  @Answers('When the rule runs next, as it is published; no times while it is off', NextTimesShape)
  nextTimes(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.rules.nextTimes(principal, id);
  }

  @Get(':id')
  @Allow('read')
  @Answers('A rule with its draft and what is published', RuleDetail)
  get(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.rules.get(principal, id);
  }

  @Put(':id/draft')
  @Allow('operate')
  @Answers('Save the draft, finished or not; 409 says who saved in between', RuleDetail)
  saveDraft(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: SaveDraftRequest }) body: SaveDraftRequest,
  ) {
    return this.rules.saveDraft(principal, id, body);
  }

  @Post(':id/enable')
  @Allow('operate')
  @Answers('Switch the rule on', RuleSummary)
  enable(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.lifecycle.setEnabled(principal, id, true);
  }

  @Post(':id/disable')
  @Allow('operate')
  @Answers('Switch the rule off; runs in progress finish', RuleSummary)
  disable(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.lifecycle.setEnabled(principal, id, false);
  }

  @Post(':id/look')
  @Allow('operate')
  @Answers('Look now at what the rule watches on a platform', WatchShape, { status: 202 })
  look(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.watches.lookNow(principal, id);
  }

  @Get(':id/impact')
  @Allow('read')
  @Answers('What deleting the rule would stop', Impact)
  impact(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.lifecycle.impact(principal, id);
  }

  @Delete(':id')
  @Allow('operate')
  @Answers('Delete the rule; it can be restored', Deleted)
  remove(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.lifecycle.remove(principal, id);
  }

  @Post(':id/restore')
  @Allow('operate')
  @Answers('Bring a deleted rule back, switched off', RuleSummary)
  restore(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.lifecycle.restore(principal, id);
  }
}
