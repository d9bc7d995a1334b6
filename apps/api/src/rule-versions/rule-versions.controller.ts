import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam, MAX_INT4 } from '../http/shapes.js';
import { RuleDetail } from '../rules/rules.schemas.js';
import { PublishService } from './publish.service.js';
import { LiveRuns, PublishRequest, Published, RuleVersionDetail, RuleVersionSummary } from './rule-versions.schemas.js';
import { RuleVersionsService } from './rule-versions.service.js';

const VersionParam = z.coerce.number().int().min(1).max(MAX_INT4);

@Controller('api/v1/rules/:id')
export class RuleVersionsController {
  constructor(
    private readonly publisher: PublishService,
    private readonly versions: RuleVersionsService,
  ) {}

  @Post('publish')
  @Allow('operate')
  @Answers('Compile the draft and publish it as the next version', Published)
  publish(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: PublishRequest }) body: PublishRequest,
  ) {
    return this.publisher.publish(principal, id, body);
  }

  @Get('live-runs')
  @Allow('read')
  @Answers('Runs of the rule that are under way, by version', LiveRuns)
  liveRuns(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.versions.liveRuns(principal, id);
  }

  @Get('versions')
  @Allow('read')
  @Answers('Published versions, newest first', RuleVersionSummary, { form: 'list' })
  list(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.versions.list(principal, id);
  }

  @Get('versions/:version')
  @Allow('read')
  @Answers('One published version with its plan', RuleVersionDetail)
  get(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Param('version', { schema: VersionParam }) version: number,
  ) {
    return this.versions.get(principal, id, version);
  }

  @Post('versions/:version/rollback')
  @Allow('operate')
  @Answers('Make the draft a copy of this version; publish it to go back', RuleDetail)
  rollback(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Param('version', { schema: VersionParam }) version: number,
  ) {
    return this.versions.rollback(principal, id, version);
  }
}
