import { Module } from '@nestjs/common';
import { RunsModule } from '../runs/runs.module.js';
import { AdminClient } from './admin-client.js';
import { ActionReview } from './action-review.js';
import { ApprovalsController } from './approvals.controller.js';
import { ApprovalsQueries } from './approvals.queries.js';
import { ApprovalsService } from './approvals.service.js';
import { DecisionService } from './decision.service.js';

@Module({
  imports: [RunsModule],
  controllers: [ApprovalsController],
  providers: [ApprovalsService, DecisionService, ApprovalsQueries, ActionReview, AdminClient],
  exports: [ApprovalsService, ApprovalsQueries, ActionReview],
})
export class ApprovalsModule {}
