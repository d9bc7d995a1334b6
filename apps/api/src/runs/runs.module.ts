import { Module } from '@nestjs/common';
import { RunControlService } from './run-control.service.js';
import { RunsController } from './runs.controller.js';
import { RunsService } from './runs.service.js';

@Module({
  controllers: [RunsController],
  providers: [RunsService, RunControlService],
})
export class RunsModule {}
