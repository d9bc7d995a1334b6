import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module.js';
import { RuleTriggersModule } from '../rule-triggers/rule-triggers.module.js';
import { DashboardController } from './dashboard.controller.js';
import { DashboardService } from './dashboard.service.js';

@Module({
  imports: [ApprovalsModule, RuleTriggersModule],
  controllers: [DashboardController],
  providers: [DashboardService],
})
export class DashboardModule {}
