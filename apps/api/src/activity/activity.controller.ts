import { Controller, Get, Query } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { ActivityEntry, ActivityQuery } from './activity.schemas.js';
import { ActivityService } from './activity.service.js';

@Controller('api/v1/activity')
export class ActivityController {
  constructor(private readonly activity: ActivityService) {}

  @Get()
  @Allow('read')
  @Answers('Everything Jarvis did, newest first', ActivityEntry, { form: 'list' })
  list(@CurrentPrincipal() principal: Principal, @Query({ schema: ActivityQuery }) query: ActivityQuery) {
    return this.activity.list(principal, query);
  }
}
