import { Module } from '@nestjs/common';
import { RunsModule } from '../runs/runs.module.js';
import { AdminClient } from './admin-client.js';
import { ActionReview } from './action-review.js';
import { ApprovalsController } from './approvals.controller.js';
import { ApprovalsRepository } from './approvals.repository.js';
import { ApprovalsService } from './approvals.service.js';
import { DecisionService } from './decision.service.js';

@Module({
  imports: [RunsModule],
  controllers: [ApprovalsController],
  providers: [ApprovalsService, DecisionService, ApprovalsRepository, ActionReview, AdminClient],
  exports: [ApprovalsService, ApprovalsRepository, ActionReview],
})
export class ApprovalsModule {}
