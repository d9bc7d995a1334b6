import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import type { Database, Run } from '@jarvis/database';
import { workflowIdOfRun } from '@jarvis/plan';
import { findHold } from '../admission/find-hold.js';
import type { Principal } from '../auth/principal.js';
import { labelsOf } from '../definition/draft-text.js';
import { Page } from '../http/page.js';
import { findNames } from '../infrastructure/people.js';
import { CONFIG, CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import { triggerTitle } from '../rule-triggers/trigger-words.js';
import { findCalled, findCaller } from './calls.queries.js';
import { findFailure } from './failed-at.js';
import { ReplayQueries } from './replay.queries.js';
import { toEffect, toRelatedRun, toRunSummary, toStep, toStepApproval } from './run-mapper.js';
import { RunHistogramQueries } from './run-histogram.queries.js';
import { placeOf } from './run-order.js';
import { RunSearch } from './run-search.js';
import { RunsQueries } from './runs.queries.js';
import type { RunDetail, RunFilters, RunHistogram, RunSummary, RunsQuery } from './runs.schemas.js';

/** Lists of runs, and one run with everything that happened in it. */
@Injectable()
export class RunsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
    private readonly queries: RunsQueries,
    private readonly search: RunSearch,
    private readonly counts: RunHistogramQueries,
    private readonly replays: ReplayQueries,
  ) {}

  async list({ observatoryId }: Principal, query: RunsQuery): Promise<Page<RunSummary>> {
    return this.database.tenant(observatoryId, async (manager) => {
      const found = await this.search.find(manager, observatoryId, query);
      const places = new Map(found.map((row) => [row.id, placeOf(row, query.sort)]));
      const rows = await this.queries.listByIds(manager, [...places.keys()]);
      const names = await findNames(
        manager,
        rows.map(({ requestedBy }) => requestedBy),
      );
      return Page.from(rows, {
        limit: query.limit,
        cursorOf: ({ createdAt, id }) => [createdAt.toISOString(), id, places.get(id)],
        toItem: (run) => toRunSummary(run, names),
      });
    });
  }

  histogram({ observatoryId }: Principal, filters: RunFilters): Promise<RunHistogram> {
    return this.database.tenant(observatoryId, (manager) => this.counts.read(manager, observatoryId, filters));
  }

  get({ observatoryId }: Principal, id: string): Promise<RunDetail> {
    return this.database.tenant(observatoryId, async (manager) => {
      const run = await this.queries.findDetailOrFail(manager, id);
      const steps = await this.queries.findSteps(manager, id);
      const effectRows = await this.queries.findEffects(manager, id);
      const approvalRows = await this.queries.findApprovals(manager, id);
      const family = (await this.replays.findFamily(manager, id)).filter((row) => row.id !== id);
      const names = await findNames(manager, [
        run.requestedBy,
        ...family.map((row) => row.requested_by),
        ...effectRows.map(({ resolvedBy }) => resolvedBy),
        ...approvalRows.map(({ respondedBy }) => respondedBy),
      ]);
      const effects = effectRows.map((effect) => toEffect(effect, names));
      const approvals = approvalRows.map((approval) => toStepApproval(approval, names));
      const effectAt = new Map(effects.map((effect) => [stepKey(effect), effect]));
      const approvalAt = new Map(approvals.map((approval) => [stepKey(approval), approval]));
      const { owner, runbook } = labelsOf(run.ruleVersion?.definition);
      return {
        ...toRunSummary(run, names),
        triggerTitle: triggerTitle(run.triggerType, run.ruleVersion?.definition, this.registry),
        planHash: run.planHash,
        event: run.event,
        eventId: await this.queries.findEventId(manager, id),
        output: run.output,
        calledBy: await findCaller(manager, id),
        calls: await findCalled(manager, id),
        steps: steps.map((step) => {
          const here = stepKey({ stepPath: step.path, iteration: step.iteration });
          return toStep(step, { effect: effectAt.get(here), approval: approvalAt.get(here) });
        }),
        effects,
        approvals,
        held: await findHold(manager, id),
        owner,
        runbook,
        failedAt: await findFailure(manager, { run, steps, effects: effectRows }),
        replays: family.map((row) => toRelatedRun(row, names)),
        definition: run.ruleVersion?.definition ?? null,
        temporal: this.linkOf(run),
      };
    });
  }

  private linkOf({ id, workflowId, carrierId, temporalRunId }: Run): RunDetail['temporal'] {
    const { namespace, taskQueue, uiUrl } = this.config.temporal;
    const workflow = workflowId ?? carrierId ?? workflowIdOfRun(id);
    const parts = [
      'namespaces',
      namespace,
      'workflows',
      workflow,
      ...(temporalRunId === null ? [] : [temporalRunId, 'history']),
    ];
    const url = new URL(parts.map(encodeURIComponent).join('/'), uiUrl.endsWith('/') ? uiUrl : `${uiUrl}/`);
    return { workflowId: workflow, runId: temporalRunId, namespace, taskQueue, url: url.href };
  }
}

/** Where in a run something belongs; a run can have thousands of steps. */
function stepKey({ stepPath, iteration }: { stepPath: string; iteration: string }): string {
  return `${iteration} ${stepPath}`;
}
