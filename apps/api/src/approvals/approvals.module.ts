import { Module } from '@nestjs/common';
import { ApprovalsController } from './approvals.controller.js';
import { ApprovalsService } from './approvals.service.js';
import { DecisionService } from './decision.service.js';

@Module({
  controllers: [ApprovalsController],
  providers: [ApprovalsService, DecisionService],
})
export class ApprovalsModule {}
