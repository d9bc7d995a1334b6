import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { LIVE_CHANNEL, LiveNotice } from '@jarvis/contracts';
import { INBOX_STATUSES, isDatabaseUnavailable, type Database } from '@jarvis/database';
import type { Json } from '@jarvis/json';
import type { Logger } from '@jarvis/telemetry';
import { RUN_STATUSES, type RunStatus } from '@jarvis/vocabulary';
import { z } from 'zod';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { outputOfRun } from './output-of-run.js';

/** Senders that wait in one process at most: each keeps a connection open. */
const MAX_WAITING = 1000;
/** How long those who ask gather, so that many are one query. */
const GATHER_MS = 10;
/** A notice is only a hint, so all that are waited for are looked at every now and then, in one query. */
const LOOK_MS = 1000;

const Row = z.object({
  run_id: z.uuid(),
  observatory_id: z.uuid(),
  delivery: z.enum(INBOX_STATUSES),
  run: z.enum(RUN_STATUSES).nullable(),
  ended: z.boolean(),
});
type Row = z.infer<typeof Row>;

/** What can be said of a delivery: how its run ended, that it has none, or that it goes on. */
export type RunAnswer =
  { type: 'ended'; status: RunStatus; output: Json } | { type: 'filtered' } | { type: 'held' } | { type: 'going-on' };

type Tell = (answer: RunAnswer) => void;

/**
 * Tells those who wait for the end of a run. However many there are, none of them holds a connection to the database:
 * one listens, and those whose runs have news are read together.
 */
@Injectable()
export class RunAnswers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly waiting = new Map<string, Set<Tell>>();
  private readonly asked = new Set<string>();
  private gathering: NodeJS.Timeout | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopListening: Promise<() => Promise<void>> | undefined;
  private stopped = false;
  private count = 0;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.stopListening = this.database.listen(LIVE_CHANNEL, {
      message: (payload) => this.hear(payload),
      resumed: () => this.askAll(),
    });
    this.timer = setInterval(() => this.askAll(), LOOK_MS);
  }

  /** Those who wait hear that it goes on: they are given an address to ask later. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    clearTimeout(this.gathering);
    for (const tells of this.waiting.values()) for (const tell of tells) tell({ type: 'going-on' });
    await (
      await this.stopListening
    )?.();
  }

  /** As it is within `withinMs`; at once, and `going-on`, when too many wait already or `signal` says that nobody does. */
  wait(runId: string, { withinMs, signal }: { withinMs: number; signal: AbortSignal }): Promise<RunAnswer> {
    if (this.stopped || this.count >= MAX_WAITING || signal.aborted) return Promise.resolve({ type: 'going-on' });
    return new Promise((resolve) => {
      const end = (answer: RunAnswer): void => {
        clearTimeout(timeout);
        signal.removeEventListener('abort', giveUp);
        this.forget(runId, end);
        resolve(answer);
      };
      const giveUp = (): void => end({ type: 'going-on' });
      const timeout = setTimeout(giveUp, withinMs);
      signal.addEventListener('abort', giveUp);
      this.waiting.set(runId, (this.waiting.get(runId) ?? new Set()).add(end));
      this.count += 1;
      this.ask(runId);
    });
  }

  /** As it is now. */
  async now(runId: string): Promise<RunAnswer | undefined> {
    const [row] = await this.look([runId]);
    return row && (await this.read(row));
  }

  private forget(runId: string, tell: Tell): void {
    const tells = this.waiting.get(runId);
    if (!tells?.delete(tell)) return;
    this.count -= 1;
    if (tells.size === 0) this.waiting.delete(runId);
  }

  private hear(payload: string): void {
    if (this.waiting.size === 0) return;
    const notice = parseNotice(payload);
    if (notice?.type === 'run_updated' && this.waiting.has(notice.id)) this.ask(notice.id);
  }

  private askAll(): void {
    for (const runId of this.waiting.keys()) this.ask(runId);
  }

  private ask(runId: string): void {
    this.asked.add(runId);
    this.gathering ??= this.tellSoon();
  }

  /** One round at a time: who asks meanwhile is in the next one. */
  private tellSoon(): NodeJS.Timeout {
    return setTimeout(() => {
      void this.tellAsked().finally(() => {
        this.gathering = this.asked.size > 0 && !this.stopped ? this.tellSoon() : undefined;
      });
    }, GATHER_MS);
  }

  private async tellAsked(): Promise<void> {
    const ids = [...this.asked].filter((id) => this.waiting.has(id));
    this.asked.clear();
    if (ids.length === 0) return;
    await this.orLater(async () => {
      for (const row of await this.look(ids)) await this.orLater(() => this.tell(row));
    });
  }

  private async tell(row: Row): Promise<void> {
    const answer = await this.read(row);
    if (answer.type !== 'going-on') for (const tell of this.waiting.get(row.run_id) ?? []) tell(answer);
  }

  /** Whose answer cannot be read now is looked at again in a moment, and stands in nobody's way. */
  private async orLater(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.logger.error({ err: error }, 'the ends of runs could not be read');
    }
  }

  private async look(runIds: readonly string[]): Promise<Row[]> {
    return z.array(Row).parse(
      await this.database.systemQuery(
        `select i.run_id, i.observatory_id, i.status as delivery, r.status as run, r.finished_at is not null as ended
         from inbox i left join runs r on r.id = i.run_id where i.run_id = any ($1::uuid[])`,
        [runIds],
      ),
    );
  }

  private async read({ run_id: runId, observatory_id: observatoryId, delivery, run, ended }: Row): Promise<RunAnswer> {
    if (run === null || !ended) return { type: delivery === 'filtered' || delivery === 'held' ? delivery : 'going-on' };
    const output = await this.database.tenant(observatoryId, (manager) => outputOfRun(manager, runId));
    return { type: 'ended', status: run, output };
  }
}

function parseNotice(payload: string): LiveNotice | undefined {
  try {
    return LiveNotice.parse(JSON.parse(payload));
  } catch {
    // The fan-out says so; here it is only a hint that is lost.
    return undefined;
  }
}
