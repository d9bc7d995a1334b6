import { Module } from '@nestjs/common';
import { ReplayQueries } from './replay.queries.js';
import { ReplayService } from './replay.service.js';
import { RunControlService } from './run-control.service.js';
import { RunHistogramQueries } from './run-histogram.queries.js';
import { RunSearch } from './run-search.js';
import { RunsController } from './runs.controller.js';
import { RunsQueries } from './runs.queries.js';
import { RunsService } from './runs.service.js';

@Module({
  controllers: [RunsController],
  providers: [
    RunsService,
    RunControlService,
    ReplayService,
    ReplayQueries,
    RunSearch,
    RunHistogramQueries,
    RunsQueries,
  ],
  exports: [RunsQueries, ReplayService],
})
export class RunsModule {}
