import { Module } from '@nestjs/common';
import { Bursts } from './bursts.js';
import { Dispatcher } from './dispatcher.js';
import { DriftQueries } from './drift.queries.js';
import { JudgeEventHandler } from './judge-event.handler.js';
import { OpenRunsQueries } from './open-runs.queries.js';
import { OutboxQueries } from './outbox.queries.js';
import { ReconcilerService } from './reconciler.service.js';
import { RelayService } from './relay.service.js';
import { RunComparison } from './run-comparison.js';
import { RunHandlers } from './run-handlers.js';
import { ScheduleProblems } from './schedule-problems.js';
import { ScheduleStrays } from './schedule-strays.js';
import { ScheduleSyncHandler } from './schedule-sync.handler.js';
import { ScheduleWatch } from './schedule-watch.service.js';
import { StartRunHandler } from './start-run.handler.js';

/** What goes from Postgres to Temporal, and the comparison of the two. */
@Module({
  providers: [
    Bursts,
    Dispatcher,
    DriftQueries,
    JudgeEventHandler,
    OpenRunsQueries,
    OutboxQueries,
    ReconcilerService,
    RelayService,
    RunComparison,
    RunHandlers,
    ScheduleProblems,
    ScheduleStrays,
    ScheduleSyncHandler,
    ScheduleWatch,
    StartRunHandler,
  ],
  exports: [RelayService, ReconcilerService, OutboxQueries],
})
export class RelayModule {}
