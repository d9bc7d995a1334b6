import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { isDatabaseUnavailable, type Database } from '@jarvis/database';
import { WORKFLOW_TYPE, workflowIdOfRun } from '@jarvis/plan';
import type { Logger } from '@jarvis/telemetry';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { isTemporalOutage } from '../infrastructure/temporal-errors.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { isWorkflowGone } from './delivery-outcome.js';
import type { Drift, ReconcilerReport } from './drift.js';
import { settleLeftovers } from './leftovers.js';
import { closeLikeWorkflow, closeMissing, restart } from './mend-run.js';
import { OpenRunsRepository, type OpenRun } from './open-runs.repository.js';

const EVERY_MS = 60_000;
/** A run that has just changed is left alone: its workflow may be between two commits. */
const QUIET_SECONDS = 30;
const PAGE = 200;
const AT_ONCE = 5;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
const RUNNING = new Set(['RUNNING', 'PAUSED', 'CONTINUED_AS_NEW', 'UNSPECIFIED', 'UNKNOWN']);

/**
 * Compares open runs with Temporal every minute, a page at a time, and mends or lists what disagrees. Mending never
 * repeats an effect: rows are closed, and only a run that never began is started.
 */
@Injectable()
export class ReconcilerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private cursor = LOWEST_ID;
  private running: Promise<ReconcilerReport> | undefined;
  private latest: ReconcilerReport = { checkedAt: null, failure: null, checked: 0, drift: [] };

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly temporal: TemporalGateway,
    private readonly openRuns: OpenRunsRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.reconcile(), EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** What the last comparison found. */
  report(): ReconcilerReport {
    return this.latest;
  }

  /** Compares now; a comparison under way is joined. Never throws: a failure is part of the report. */
  reconcile({ quietSeconds = QUIET_SECONDS } = {}): Promise<ReconcilerReport> {
    this.running ??= this.compare(quietSeconds).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async compare(quietSeconds: number): Promise<ReconcilerReport> {
    try {
      const runs = await this.openRuns.list({ afterId: this.cursor, quietSeconds, limit: PAGE });
      this.cursor = runs.length < PAGE ? LOWEST_ID : (runs.at(-1)?.id ?? LOWEST_ID);
      const drift = await settleLeftovers(this.database, quietSeconds);
      const client = await this.temporal.client();
      for (let index = 0; index < runs.length; index += AT_ONCE) {
        const found = await Promise.all(runs.slice(index, index + AT_ONCE).map((run) => this.check(client, run)));
        drift.push(...found.filter((entry) => entry !== undefined));
      }
      drift.push(...(await this.findStrays(client, quietSeconds)));
      for (const entry of drift) this.logger.warn({ ...entry }, 'Postgres and Temporal disagreed about a run');
      this.latest = { checkedAt: new Date(), failure: null, checked: runs.length, drift };
    } catch (error) {
      const outage = isTemporalOutage(error) || isDatabaseUnavailable(error);
      if (!outage) this.logger.error({ err: error }, 'the reconciler failed');
      this.latest = {
        ...this.latest,
        failure: outage ? 'Postgres or Temporal does not answer.' : 'It failed; the log says why.',
      };
    }
    return this.latest;
  }

  private async check(client: Client, run: OpenRun): Promise<Drift | undefined> {
    if (run.start_pending) return undefined;
    const workflowId = run.workflow_id ?? workflowIdOfRun(run.id);
    try {
      const { status } = await this.temporal.within(() => client.workflow.getHandle(workflowId).describe());
      if (RUNNING.has(status.name)) return undefined;
      return await closeLikeWorkflow({ database: this.database, client, run, workflowId }, status.name);
    } catch (error) {
      if (!isWorkflowGone(error)) throw error;
      return run.status === 'queued' && !run.start_asked
        ? restart(this.database, run)
        : closeMissing(this.database, run);
    }
  }

  /** Workflows that run although their row has ended or does not exist. They are only listed: a person decides. */
  private async findStrays(client: Client, quietSeconds: number): Promise<Drift[]> {
    const workflows = await this.temporal.within(() => listRunning(client));
    const quiet = workflows.filter(({ startTime }) => startTime.getTime() < Date.now() - quietSeconds * 1000);
    const known = await this.openRuns.findByWorkflows({
      runIds: quiet.flatMap(({ workflowId }) => runIdOf(workflowId) ?? []),
      workflowIds: quiet.map(({ workflowId }) => workflowId),
      quietSeconds,
    });
    return quiet.flatMap(({ workflowId }) => {
      const runId = runIdOf(workflowId);
      const row = known.find((candidate) => candidate.workflow_id === workflowId || candidate.id === runId);
      return describeStray({ workflowId, row });
    });
  }
}

async function listRunning(client: Client): Promise<{ workflowId: string; startTime: Date }[]> {
  const workflows: { workflowId: string; startTime: Date }[] = [];
  for await (const workflow of client.workflow.list({
    query: `WorkflowType = '${WORKFLOW_TYPE}' and ExecutionStatus = 'Running'`,
    pageSize: PAGE,
  })) {
    workflows.push(workflow);
    if (workflows.length >= PAGE) break;
  }
  return workflows;
}

function describeStray({
  workflowId,
  row,
}: {
  workflowId: string;
  row: { id: string; observatory_id: string; finished: boolean } | undefined;
}): Drift[] {
  if (!row) {
    return [
      {
        runId: workflowId,
        observatoryId: null,
        kind: 'row-missing',
        mended: false,
        message: 'A workflow runs that no run here knows of.',
      },
    ];
  }
  if (!row.finished) return [];
  return [
    {
      runId: row.id,
      observatoryId: row.observatory_id,
      kind: 'row-closed',
      mended: false,
      message: 'The workflow runs on although the run has ended.',
    },
  ];
}

function runIdOf(workflowId: string): string | undefined {
  const id = z.uuid().safeParse(workflowId.replace(/^run-/, ''));
  return id.success ? id.data : undefined;
}
