import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { isDatabaseUnavailable, sweepRunPayloads, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { isTemporalOutage } from '../infrastructure/temporal-errors.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { DriftQueries } from './drift.queries.js';
import type { Drift, ReconcilerReport } from './drift.js';
import { settleLeftovers } from './leftovers.js';
import { OpenRunsQueries } from './open-runs.queries.js';
import { RunComparison, type Pass } from './run-comparison.js';
import { ScheduleStrays } from './schedule-strays.js';
import { RunningWorkflows, straysAmong } from './strays.js';

const EVERY_MS = 60_000;
/** A run that has just changed is left alone: its workflow may be between two commits. */
const QUIET_SECONDS = 30;
/** Longer than Temporal keeps the history that names them (30 days, temporal/namespaces.mjs). */
const PAYLOAD_DAYS = 32;
const PAGE = 200;
const AT_ONCE = 5;
/** A pass reads no further page of runs after this; the next one goes on behind it. */
const PASS_MS = 20_000;
const WALK_DEADLINE_MS = 20_000;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/** One comparison of everything; a large installation needs several passes for it. */
interface Round {
  startedAt: Date;
  cursor: string;
  runsDone: boolean;
  workflowsDone: boolean;
}

/**
 * Compares Postgres with Temporal every minute, both ways, and mends or lists what disagrees. Mending never repeats an
 * effect: rows are closed, what was decided is told again, and only a run that never began is started.
 */
@Injectable()
export class ReconcilerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<ReconcilerReport> | undefined;
  private round: Round | undefined;
  private readonly walk = new RunningWorkflows();
  private latest: ReconcilerReport = { checkedAt: null, failure: null, checked: 0, drift: [], open: 0 };

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly temporal: TemporalGateway,
    private readonly openRuns: OpenRunsQueries,
    private readonly runs: RunComparison,
    private readonly schedules: ScheduleStrays,
    private readonly findings: DriftQueries,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.reconcile(), EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** What the last pass of this process found. */
  report(): ReconcilerReport {
    return this.latest;
  }

  /** Compares now; a comparison under way is joined. Never throws: a failure is part of the report. */
  reconcile({ quietSeconds = QUIET_SECONDS } = {}): Promise<ReconcilerReport> {
    this.running ??= this.compare(quietSeconds)
      .catch((error: unknown) => this.noteFailure(error))
      .finally(() => {
        this.running = undefined;
      });
    return this.running;
  }

  private async compare(quietSeconds: number): Promise<ReconcilerReport> {
    const { at, known } = await this.findings.begin();
    const round = (this.round ??= { startedAt: at, cursor: LOWEST_ID, runsDone: false, workflowsDone: false });
    const drift = await settleLeftovers(this.database, quietSeconds);
    await sweepRunPayloads(this.database, PAYLOAD_DAYS);
    const pass: Pass = { client: await this.temporal.client(), quietSeconds, known, somebodyAnswers: true };
    const checked = await this.compareRuns(pass, round, drift);
    await this.findStrays(pass, round, drift);
    drift.push(...(await this.schedules.find(pass.client)));
    for (const entry of drift) this.logger.warn({ ...entry }, 'Postgres and Temporal disagreed');
    await this.findings.note(drift);
    if (round.runsDone && round.workflowsDone) {
      await this.findings.endRound(round.startedAt);
      this.round = undefined;
    }
    const open = await this.findings.countOpen();
    this.latest = { checkedAt: new Date(), failure: null, checked, drift, open };
    return this.latest;
  }

  /** @returns how many runs were compared */
  private async compareRuns(pass: Pass, round: Round, drift: Drift[]): Promise<number> {
    const until = performance.now() + PASS_MS;
    let checked = 0;
    while (!round.runsDone && performance.now() < until) {
      const runs = await this.openRuns.list({
        afterId: round.cursor,
        quietSeconds: pass.quietSeconds,
        limit: PAGE,
      });
      for (let index = 0; index < runs.length; index += AT_ONCE) {
        const some = runs.slice(index, index + AT_ONCE);
        const found = await Promise.all(some.map((run) => this.runs.compare(pass, run)));
        drift.push(...found.filter((entry) => entry !== undefined));
      }
      checked += runs.length;
      round.cursor = runs.at(-1)?.id ?? round.cursor;
      round.runsDone = runs.length < PAGE;
    }
    return checked;
  }

  /** Workflows that run although their row has ended or does not exist. They are only listed: a person decides. */
  private async findStrays({ client, quietSeconds }: Pass, round: Round, drift: Drift[]): Promise<void> {
    if (round.workflowsDone) return;
    const { workflows, ended } = await this.temporal.within(() => this.walk.next(client), WALK_DEADLINE_MS);
    drift.push(...(await straysAmong(this.openRuns, workflows, quietSeconds)));
    round.workflowsDone = ended;
  }

  private async noteFailure(error: unknown): Promise<ReconcilerReport> {
    const outage = isTemporalOutage(error) || isDatabaseUnavailable(error);
    if (!outage) this.logger.error({ err: error }, 'the reconciler failed');
    const failure = outage ? 'Postgres or Temporal does not answer.' : 'It failed; the log says why.';
    this.latest = { ...this.latest, failure };
    // Without Postgres nobody can read it there either.
    await this.findings.noteFailure(failure).catch(() => undefined);
    return this.latest;
  }
}
