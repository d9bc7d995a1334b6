import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { Throttle } from '../http/throttling.js';
import { DriftReport, Repaired, RepairRequest } from './drift.schemas.js';
import { DriftService } from './drift.service.js';
import { RepairService } from './repair.service.js';

@Controller('api/v1/drift')
export class DriftController {
  constructor(
    private readonly drift: DriftService,
    private readonly repairs: RepairService,
  ) {}

  @Get()
  @Allow('read')
  @Answers('Where PostgreSQL and Temporal disagree, and what can be done', DriftReport)
  list(@CurrentPrincipal() principal: Principal) {
    return this.drift.list(principal);
  }

  @Post('compare')
  @Allow('operate')
  @Throttle(10)
  @Answers('Compare PostgreSQL and Temporal now', DriftReport)
  compare(@CurrentPrincipal() principal: Principal) {
    return this.drift.compare(principal);
  }

  @Post(':id/repair')
  @Allow('operate')
  @Answers('Put right what the comparison only lists', Repaired)
  repair(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: RepairRequest }) body: RepairRequest,
  ) {
    return this.repairs.repair(principal, id, body.repair);
  }
}
