import { Module } from '@nestjs/common';
import { Dispatcher } from './dispatcher.js';
import { DriftRepository } from './drift.repository.js';
import { OpenRunsRepository } from './open-runs.repository.js';
import { OutboxRepository } from './outbox.repository.js';
import { ReconcilerService } from './reconciler.service.js';
import { RelayService } from './relay.service.js';
import { RunComparison } from './run-comparison.js';
import { RunHandlers } from './run-handlers.js';
import { RunStartRepository } from './run-start.repository.js';
import { ScheduleProblems } from './schedule-problems.js';
import { ScheduleStrays } from './schedule-strays.js';
import { ScheduleSyncHandler } from './schedule-sync.handler.js';
import { ScheduleWatch } from './schedule-watch.service.js';
import { StartRunHandler } from './start-run.handler.js';

/** What goes from Postgres to Temporal, and the comparison of the two. */
@Module({
  providers: [
    Dispatcher,
    DriftRepository,
    OpenRunsRepository,
    OutboxRepository,
    ReconcilerService,
    RelayService,
    RunComparison,
    RunHandlers,
    RunStartRepository,
    ScheduleProblems,
    ScheduleStrays,
    ScheduleSyncHandler,
    ScheduleWatch,
    StartRunHandler,
  ],
  exports: [RelayService, ReconcilerService, OutboxRepository],
})
export class RelayModule {}
