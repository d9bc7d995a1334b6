import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { Dashboard, DashboardQuery } from './dashboard.schemas.js';
import { DashboardService } from './dashboard.service.js';

@Controller('api/v1/dashboard')
export class DashboardController {
  constructor(private readonly dashboard: DashboardService) {}

  @Get()
  @Allow('read')
  @Answers('What needs me, what happened, what is next', Dashboard)
  get(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: DashboardQuery }) query: z.infer<typeof DashboardQuery>,
  ) {
    return this.dashboard.get(principal, query.hours);
  }
}
