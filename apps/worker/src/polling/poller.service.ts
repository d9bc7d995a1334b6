import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { claimSources, type ClaimedSource, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import { DATABASE, LOGGER, POLL } from '../tokens.js';
import { CLAIM_MS, type Poll } from './poll.js';

/** How often it asks what is due; a rule that was just published waits no longer. */
const TICK_MS = 1_000;
/** Sources read at a time in this process. */
const AT_ONCE = 8;
/** Of one observatory: the others have their turn while a platform lets this one wait. */
const AT_ONCE_OF_ONE = 4;
/** The same trouble is not told every second. */
const TOLD_EVERY_MS = 30_000;

/** Looks at platforms for the rules that wait for something there. Any number of processes may. */
@Injectable()
export class Poller implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly underWay = new Map<Promise<void>, string>();
  private running: Promise<void> = Promise.resolve();
  private toldAt = 0;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(POLL) private readonly poll: Poll,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.keepLooking();
  }

  /** Looks that are under way end now and leave their sources to others. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await Promise.all(this.underWay.keys());
  }

  private async keepLooking(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.beginDue().catch((error: unknown) => this.tell(error));
      await sleep(TICK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async beginDue(): Promise<void> {
    const most = AT_ONCE - this.underWay.size;
    if (most === 0) return;
    const { database } = this;
    const sources = await claimSources(
      { query: (sql, parameters) => database.systemQuery(sql, parameters) },
      { most, mostOfOne: AT_ONCE_OF_ONE, held: this.held(), claimMs: CLAIM_MS },
    );
    for (const source of sources) this.begin(source);
  }

  private begin(source: ClaimedSource): void {
    const work = this.poll(source, this.stopping.signal)
      .catch((error: unknown) => this.tell(error))
      .finally(() => this.underWay.delete(work));
    this.underWay.set(work, source.observatoryId);
  }

  /** How many looks are under way, by observatory. */
  private held(): Record<string, number> {
    const looks = Object.entries(Object.groupBy(this.underWay.values(), (id) => id));
    return Object.fromEntries(looks.map(([id, ids]) => [id, ids?.length ?? 0]));
  }

  private tell(error: unknown): void {
    if (Date.now() - this.toldAt < TOLD_EVERY_MS) return;
    this.toldAt = Date.now();
    this.logger.error(
      { err: error },
      'Platforms could not be looked at; it is tried again, and nothing is lost meanwhile.',
    );
  }
}
