import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { isDatabaseUnavailable, type Database } from '@jarvis/database';
import { workflowIdOfRun } from '@jarvis/plan';
import type { Logger } from '@jarvis/telemetry';
import type { Client } from '@temporalio/client';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { isTemporalOutage } from '../infrastructure/temporal-errors.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { compareState, NobodyAnswers } from './compare-state.js';
import { isWorkflowGone } from './delivery-outcome.js';
import type { Drift, ReconcilerReport } from './drift.js';
import { settleLeftovers } from './leftovers.js';
import { closeLikeWorkflow, closeMissing, restart } from './mend-run.js';
import { OpenRunsRepository, type OpenRun } from './open-runs.repository.js';
import { RunningWorkflows, straysAmong } from './strays.js';

const EVERY_MS = 60_000;
/** A run that has just changed is left alone: its workflow may be between two commits. */
const QUIET_SECONDS = 30;
const PAGE = 200;
const AT_ONCE = 5;
const ANSWER_DEADLINE_MS = 2_000;
const WALK_DEADLINE_MS = 20_000;
const MOST_REMEMBERED = 20_000;
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
  private readonly walk = new RunningWorkflows();
  /** Of the round under way, and of the last whole one. */
  private strays: Drift[] = [];
  private knownStrays: Drift[] = [];
  private readonly told = new Map<string, number>();
  private readonly compared = new Map<string, string>();
  /** Until a pass has found no worker; the next one asks again. */
  private somebodyAnswers = true;
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

  /** A person has put something right: it is no longer listed. */
  forget(workflowId: string): void {
    const isOther = (entry: Drift) => entry.workflowId !== workflowId;
    this.knownStrays = this.knownStrays.filter(isOther);
    this.strays = this.strays.filter(isOther);
    this.latest = { ...this.latest, drift: this.latest.drift.filter(isOther) };
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
      this.somebodyAnswers = true;
      const runs = await this.openRuns.list({ afterId: this.cursor, quietSeconds, limit: PAGE });
      this.cursor = runs.length < PAGE ? LOWEST_ID : (runs.at(-1)?.id ?? LOWEST_ID);
      const drift = await settleLeftovers(this.database, quietSeconds);
      const client = await this.temporal.client();
      for (let index = 0; index < runs.length; index += AT_ONCE) {
        const found = await Promise.all(
          runs.slice(index, index + AT_ONCE).map((run) => this.check(client, run, quietSeconds)),
        );
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

  private async check(client: Client, run: OpenRun, quietSeconds: number): Promise<Drift | undefined> {
    if (run.start_pending) return undefined;
    const workflowId = run.workflow_id ?? workflowIdOfRun(run.id);
    try {
      const handle = client.workflow.getHandle(workflowId);
      const description = await this.temporal.within(() => handle.describe());
      if (RUNNING.has(description.status.name))
        return await this.compareOnce({ run, handle, description, quietSeconds });
      return await closeLikeWorkflow({ database: this.database, client, run, workflowId }, description.status.name);
    } catch (error) {
      if (!isWorkflowGone(error)) throw error;
      return run.status === 'queued' && !run.start_asked
        ? restart(this.database, run)
        : closeMissing(this.database, run);
    }
  }

  /** A run that has not changed since it was compared, on either side, is not asked again: a query costs its worker. */
  private async compareOnce(
    compared: Omit<Parameters<typeof compareState>[0], 'database' | 'told'>,
  ): Promise<Drift | undefined> {
    const { run, description } = compared;
    const mark = [description.runId, description.historyLength, run.updated_at.getTime(), run.cancel_told].join('/');
    if (this.compared.get(run.id) === mark) return undefined;
    if (!this.somebodyAnswers) return undefined;
    const told = this.told.get(run.id) ?? 0;
    const found = await this.ask({ ...compared, database: this.database, told });
    if (found === 'nobody') return undefined;
    if (this.compared.size >= MOST_REMEMBERED) this.compared.clear();
    // What a person must look at stays listed.
    if (found?.mended !== false) this.compared.set(run.id, mark);
    if (found?.kind === 'answer-lost' || found?.kind === 'approval-missing') this.told.set(run.id, told + 1);
    else this.told.delete(run.id);
    return found;
  }

  private async ask(compared: Parameters<typeof compareState>[0]): Promise<Drift | 'nobody' | undefined> {
    try {
      return await this.temporal.within(() => compareState(compared), ANSWER_DEADLINE_MS);
    } catch (error) {
      if (!(error instanceof NobodyAnswers)) throw error;
      this.somebodyAnswers = false;
      return 'nobody';
    }
  }

  /** Workflows that run although their row has ended or does not exist. They are only listed: a person decides. */
  private async findStrays(client: Client, quietSeconds: number): Promise<Drift[]> {
    const { workflows, ended } = await this.temporal.within(() => this.walk.next(client), WALK_DEADLINE_MS);
    this.strays.push(...(await straysAmong(this.openRuns, workflows, quietSeconds)));
    if (ended) {
      this.knownStrays = this.strays;
      this.strays = [];
    }
    // Between two rounds: what the last whole one found, and what this one has found since.
    const seen = new Set(this.knownStrays.map(({ workflowId }) => workflowId));
    return [...this.knownStrays, ...this.strays.filter(({ workflowId }) => !seen.has(workflowId))];
  }
}
