import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { DashboardController } from './dashboard.controller.js';
import { DashboardService } from './dashboard.service.js';

@Module({
  imports: [ApprovalsModule, RulesModule],
  controllers: [DashboardController],
  providers: [DashboardService],
})
export class DashboardModule {}
