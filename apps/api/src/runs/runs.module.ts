import { Module } from '@nestjs/common';
import { ReplayRepository } from './replay.repository.js';
import { ReplayService } from './replay.service.js';
import { RunControlService } from './run-control.service.js';
import { RunSearch } from './run-search.js';
import { RunsController } from './runs.controller.js';
import { RunsRepository } from './runs.repository.js';
import { RunsService } from './runs.service.js';

@Module({
  controllers: [RunsController],
  providers: [RunsService, RunControlService, ReplayService, ReplayRepository, RunSearch, RunsRepository],
  exports: [RunsRepository, ReplayService],
})
export class RunsModule {}
