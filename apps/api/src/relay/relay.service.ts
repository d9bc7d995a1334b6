import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { isDatabaseUnavailable, OUTBOX_CHANNEL, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import { z } from 'zod';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { Bursts } from './bursts.js';
import { Dispatcher } from './dispatcher.js';
import { OutageGate } from './outage-gate.js';
import { OutboxQueries } from './outbox.queries.js';
import { StartPace } from './start-pace.js';

/**
 * Few at a time: Temporal gains nothing from more (a start costs it tens of milliseconds of CPU), and webhooks that
 * come in meanwhile are not kept waiting for their answer.
 */
const BATCH = 4;
/** Looks for what nobody announced: retries that are due, and what a crash or an outage left behind. */
const SWEEP_MS = 2000;
const PRUNE_MS = 3_600_000;

const Start = z.object({ topic: z.literal('start-run') });

/**
 * Carries committed messages to Temporal, at least once each. Woken at once by whoever commits one (in this
 * process by `kick`, from others by a notification), and by a sweep. Any number of API processes may run it.
 */
@Injectable()
export class RelayService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly gate = new OutageGate();
  private readonly pace = new StartPace();
  private readonly timers: NodeJS.Timeout[] = [];
  private pumping: Promise<void> | undefined;
  private kicked = false;
  private stopped = false;
  private stopListening: Promise<() => Promise<void>> | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly outbox: OutboxQueries,
    private readonly dispatcher: Dispatcher,
    private readonly bursts: Bursts,
  ) {}

  onApplicationBootstrap(): void {
    this.bursts.onEnded = () => this.kick();
    this.stopListening = this.database.listen(OUTBOX_CHANNEL, {
      message: () => this.kick(),
      resumed: () => this.kick(),
    });
    this.timers.push(setInterval(() => this.kick(), SWEEP_MS));
    this.timers.push(setInterval(() => void this.prune(), PRUNE_MS));
    this.kick();
  }

  /** Something may be due. Returns at once; never throws. */
  kick(): void {
    if (this.stopped) return;
    this.kicked = true;
    this.pumping ??= this.pump().finally(() => {
      this.pumping = undefined;
      if (this.kicked && this.gate.remaining(Date.now()) === 0) this.kick();
    });
  }

  /** A delivery was answered, `tookMs` after it came: starts make room for those that come (see {@link StartPace}). */
  answered(tookMs: number): void {
    this.pace.answered(tookMs, performance.now());
  }

  /** Before the database closes. What is not delivered by then stays where it is. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.bursts.stop();
    for (const timer of this.timers) clearInterval(timer);
    await (
      await this.stopListening
    )?.();
    await this.pumping;
  }

  private async pump(): Promise<void> {
    try {
      while (this.kicked && !this.stopped && this.gate.remaining(Date.now()) === 0) {
        this.kicked = false;
        await this.bursts.room();
        const started = await this.deliverBatch(this.gate.probing || this.pace.resting ? 1 : BATCH);
        // Only starts make work: what a person decided goes on at once.
        const restMs = started ? this.pace.rest(performance.now()) : 0;
        if (restMs > 0) await sleep(restMs);
      }
    } catch (error) {
      // The sweep tries again; while the database is down there is nothing to say beyond what /health says.
      this.kicked = false;
      if (!isDatabaseUnavailable(error)) this.logger.error({ err: error }, 'the relay failed');
    }
  }

  private async prune(): Promise<void> {
    try {
      await this.outbox.prune();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.logger.error({ err: error }, 'the outbox could not be pruned');
    }
  }

  /** @returns whether runs were started */
  private async deliverBatch(limit: number): Promise<boolean> {
    const rows = await this.outbox.claim(limit);
    if (rows.length === 0) return false;
    if (await this.dispatcher.dispatch(rows, { backlog: rows.length === limit && limit === BATCH })) {
      this.gate.open();
      if (rows.length === limit) this.kicked = true;
      return rows.some((row) => Start.safeParse(row).success);
    }
    this.gate.close(Date.now());
    this.logger.warn({ messages: rows.length }, 'Temporal does not answer; what is committed waits');
    const timer = setTimeout(() => this.kick(), this.gate.remaining(Date.now()));
    timer.unref();
    return false;
  }
}
