import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Database } from '@jarvis/database';
import type { Principal } from '../auth/principal.js';
import { ApprovalsService } from '../approvals/approvals.service.js';
import { readBacklog } from '../infrastructure/backlog.js';
import { findNames } from '../infrastructure/people.js';
import { CONFIG, DATABASE } from '../infrastructure/tokens.js';
import { NextFires } from '../rule-triggers/next-fires.js';
import { toRunSummary } from '../runs/run-mapper.js';
import {
  countDrift,
  countPendingApprovals,
  countThings,
  findBrokenConnections,
  findBrokenSchedules,
  findFailedRuns,
  findSilentConnections,
  findUnknownEffects,
  readAnswerTime,
  readModelUsage,
  readRunFigures,
} from './dashboard.queries.js';
import { readFirstSteps } from './first-steps.queries.js';
import type { Dashboard } from './dashboard.schemas.js';

/** The home page in one question: what needs me, what happened, what is next. */
@Injectable()
export class DashboardService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Pick<Config, 'backlog' | 'sandbox'>,
    private readonly approvals: ApprovalsService,
    private readonly nextFires: NextFires,
  ) {}

  async get(principal: Principal, hours: number): Promise<Dashboard> {
    const since = new Date(Date.now() - hours * 3600_000);
    const { observatoryId } = principal;
    // Side by side: counting the window's runs takes as long as all the rest.
    const [figures, needsMe, next] = await Promise.all([
      this.figures(observatoryId, since),
      this.needsMe(principal, since),
      this.nextFires.upcoming(observatoryId, 5),
    ]);
    return { ...figures, needsMe, ...next };
  }

  private figures(observatoryId: string, since: Date) {
    return this.database.tenant(observatoryId, async (manager) => {
      const runs = await readRunFigures(manager, since);
      const usage = await readModelUsage(manager, since);
      const settled = runs.succeeded + runs.failed;
      return {
        ...(await countThings(manager)),
        firstSteps: await readFirstSteps(manager, this.config.sandbox.url !== undefined),
        perHour: runs.per_hour,
        stats: {
          runs: runs.runs,
          succeeded: runs.succeeded,
          failed: runs.failed,
          waiting: runs.waiting,
          successRate: settled === 0 ? null : runs.succeeded / settled,
          completionP50Ms: runs.completion_ms?.[0] ?? null,
          completionP95Ms: runs.completion_ms?.[1] ?? null,
          answerP50Ms: await readAnswerTime(manager, since),
          modelTokens: usage.tokens,
          modelCostUsd: usage.costUsd,
        },
      };
    });
  }

  private async needsMe(principal: Principal, since: Date): Promise<Dashboard['needsMe']> {
    const urgent = await this.approvals.list(principal, { status: 'pending', limit: 5 });
    return this.database.tenant(principal.observatoryId, async (manager) => {
      const failed = await findFailedRuns(manager, since);
      const names = await findNames(
        manager,
        failed.map(({ requestedBy }) => requestedBy),
      );
      return {
        pendingApprovals: await countPendingApprovals(manager),
        approvals: urgent.items,
        failedRuns: failed.map((run) => toRunSummary(run, names)),
        unknownEffects: await findUnknownEffects(manager),
        brokenConnections: await findBrokenConnections(manager),
        brokenSchedules: await findBrokenSchedules(manager),
        drift: await countDrift(manager),
        backlog: await readBacklog((sql, values) => manager.query(sql, values), this.config.backlog.alertSeconds),
        silentConnections: await findSilentConnections(manager),
      };
    });
  }
}
