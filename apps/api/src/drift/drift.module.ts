import { Module } from '@nestjs/common';
import { DoorsModule } from '../doors/doors.module.js';
import { RelayModule } from '../relay/relay.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { AdoptService } from './adopt.service.js';
import { DriftController } from './drift.controller.js';
import { DriftService } from './drift.service.js';
import { RepairService } from './repair.service.js';

/** How the two databases stand to each other, and what a person can put right. */
@Module({
  imports: [DoorsModule, RelayModule, RunsModule],
  controllers: [DriftController],
  providers: [AdoptService, DriftService, RepairService],
})
export class DriftModule {}
