import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import { RunPayloads, type Database } from '@jarvis/database';
import { createDataConverter } from '@jarvis/payload-codec';
import type { PlanActivities } from '@jarvis/plan';
import { supportsTimeSkipping } from '@jarvis/rehearsal';
import type { Logger } from '@jarvis/telemetry';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { ACTIVITIES, CONFIG, DATABASE, LOGGER, REHEARSAL_ACTIVITIES } from '../tokens.js';
import { mainWorkerOptions, rehearsalWorkerOptions } from './worker-options.js';

const RETRY_MS = 2000;
/** The same trouble is not told every two seconds. */
const TOLD_EVERY_MS = 30_000;

export interface WorkersState {
  main: string;
  rehearsal: string;
  problem?: string;
}

/** Keeps the workers running: connects, tries again for as long as Temporal is away, and drains them at the end. */
@Injectable()
export class TemporalWorkers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private workers: Worker[] = [];
  private running: Promise<void> = Promise.resolve();
  private problem: string | undefined = 'still connecting to Temporal';
  private toldAt = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(ACTIVITIES) private readonly activities: PlanActivities,
    @Inject(REHEARSAL_ACTIVITIES) private readonly rehearsalActivities: PlanActivities,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.keepRunning();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    for (const worker of this.workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await this.running;
  }

  state(): WorkersState {
    const [main, rehearsal] = this.workers.map((worker) => worker.getState().toLowerCase());
    return {
      main: main ?? 'stopped',
      rehearsal: rehearsal ?? 'unavailable',
      ...(this.problem === undefined ? {} : { problem: this.problem }),
    };
  }

  private async keepRunning(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.runOnce();
      } catch (error) {
        this.tell(error);
      }
      await sleep(RETRY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async runOnce(): Promise<void> {
    const { config, logger } = this;
    const connection = await NativeConnection.connect(config.temporal.connection);
    try {
      const main = await Worker.create(
        mainWorkerOptions({
          config,
          connection,
          activities: this.activities,
          payloads: new RunPayloads(this.database),
        }),
      );
      this.workers = [main];
      const rehearsal = await this.createRehearsalWorker(connection);
      if (rehearsal) this.workers.push(rehearsal);
      if (this.stopping.signal.aborted) return;
      this.problem = undefined;
      const { address } = config.temporal.connection;
      logger.info({ address, taskQueue: config.temporal.taskQueue }, 'the worker is running');
      await this.runAll();
    } finally {
      this.workers = [];
      await connection.close();
    }
  }

  /** When one worker ends, for whatever reason, the others end with it and all are made anew. */
  private async runAll(): Promise<void> {
    const { workers } = this;
    const stopAll = () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    };
    const results = await Promise.allSettled(workers.map((worker) => worker.run().finally(stopAll)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async createRehearsalWorker(connection: NativeConnection): Promise<Worker | undefined> {
    const { config, logger } = this;
    const client = new Client({
      connection,
      namespace: config.temporal.rehearsalNamespace,
      dataConverter: createDataConverter(config.keys.encryption),
    });
    try {
      if (await supportsTimeSkipping(client)) {
        return await Worker.create(
          rehearsalWorkerOptions({ config, connection, activities: this.rehearsalActivities }),
        );
      }
      logger.warn('This Temporal server cannot skip time: rules run, but they cannot be rehearsed.');
    } catch (error) {
      logger.warn({ err: error }, 'Rehearsals are off: their namespace does not answer.');
    }
    return undefined;
  }

  private tell(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const { address } = this.config.temporal.connection;
    this.problem = `Temporal at ${address} is not usable: ${reason}`;
    if (Date.now() - this.toldAt < TOLD_EVERY_MS) return;
    this.toldAt = Date.now();
    this.logger.error(
      { err: error },
      `${this.problem}. Trying again every ${(RETRY_MS / 1000).toString()} s; nothing is lost meanwhile.`,
    );
  }
}
