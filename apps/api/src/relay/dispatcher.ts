import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from '@jarvis/telemetry';
import { LOGGER } from '../infrastructure/tokens.js';
import { Bursts } from './bursts.js';
import type { DeliveryOutcome } from './delivery-outcome.js';
import { JudgeEventHandler } from './judge-event.handler.js';
import { OutboxQueries } from './outbox.queries.js';
import { ClaimedMessage, UnreadableMessage, type MessageOf } from './outbox-message.js';
import { RunHandlers } from './run-handlers.js';
import { ScheduleSyncHandler } from './schedule-sync.handler.js';
import { StartRunHandler } from './start-run.handler.js';

/** After this many failures (about a day) a message is put aside. */
const MAX_ATTEMPTS = 30;
const MAX_DELAY_SECONDS = 3600;

/** Delivers a batch of claimed messages and settles each. */
@Injectable()
export class Dispatcher {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly outbox: OutboxQueries,
    private readonly bursts: Bursts,
    private readonly startRun: StartRunHandler,
    private readonly runs: RunHandlers,
    private readonly judging: JudgeEventHandler,
    private readonly schedules: ScheduleSyncHandler,
  ) {}

  /**
   * @param backlog whether more waits than these
   * @returns whether Temporal answered: true when something was delivered, false at an outage
   */
  async dispatch(rows: readonly unknown[], { backlog }: { backlog: boolean }): Promise<boolean> {
    const messages: ClaimedMessage[] = [];
    for (const row of rows) {
      const parsed = ClaimedMessage.safeParse(row);
      if (parsed.success) messages.push(parsed.data);
      else await this.putAside(row);
    }
    const starts = messages.filter((message) => message.topic === 'start-run');
    const others = messages.filter((message) => message.topic !== 'start-run');
    const answered = await Promise.all([
      this.dispatchStarts(starts, { backlog }),
      ...others.map(async (message) => this.settle([message], [await guarded(() => this.deliver(message))])),
    ]);
    return !answered.includes(false);
  }

  private async dispatchStarts(starts: readonly MessageOf<'start-run'>[], { backlog }: { backlog: boolean }) {
    const alone = backlog ? await this.bursts.take(starts) : starts;
    const answered = await Promise.all(groupByObservatory(alone).map((group) => this.startAlone(group)));
    return !answered.includes(false);
  }

  private async startAlone(group: readonly [MessageOf<'start-run'>, ...MessageOf<'start-run'>[]]): Promise<boolean> {
    const runIds = group.map(({ payload }) => payload.runId);
    let outcomes: DeliveryOutcome[];
    try {
      outcomes = await this.startRun.deliver(group[0].observatory_id, runIds);
    } catch (error) {
      outcomes = group.map(() => toFailure(error));
    }
    return this.settle(group, outcomes);
  }

  private deliver(message: Exclude<ClaimedMessage, { topic: 'start-run' }>): Promise<DeliveryOutcome> {
    switch (message.topic) {
      case 'signal-approval':
        return this.runs.signalApproval(message);
      case 'signal-effect':
        return this.runs.signalEffect(message);
      case 'signal-event':
        return this.runs.signalEvent(message);
      case 'signal-retry':
        return this.runs.signalRetry(message);
      case 'cancel-run':
        return this.runs.cancelRun(message);
      case 'judge-event':
        return this.judging.deliver(message);
      case 'schedule-sync':
        return this.schedules.deliver(message);
    }
  }

  private async settle(messages: readonly ClaimedMessage[], outcomes: readonly DeliveryOutcome[]): Promise<boolean> {
    const plain: string[] = [];
    const released: string[] = [];
    for (const [index, message] of messages.entries()) {
      const outcome = outcomes[index];
      if (outcome?.type === 'delivered' && outcome.note === undefined) plain.push(message.id);
      else if (outcome?.type === 'delivered') await this.outbox.settle([message.id], outcome.note);
      else if (outcome?.type === 'outage') released.push(message.id);
      else await this.retryLater(message, outcome?.error ?? 'No outcome.');
    }
    await this.outbox.settle(plain);
    await this.outbox.release(released);
    return released.length === 0;
  }

  private async retryLater(message: ClaimedMessage, error: string): Promise<void> {
    const { id, topic, attempts } = message;
    this.logger.warn({ messageId: id, topic, attempts, error }, 'an outbox message could not be delivered');
    if (attempts < MAX_ATTEMPTS) {
      const seconds = Math.min(MAX_DELAY_SECONDS, 2 ** Math.min(attempts, 12)) * (0.75 + Math.random() / 2);
      await this.outbox.postpone(id, { seconds, error });
      return;
    }
    if (message.topic === 'start-run') {
      await this.startRun.refuse(
        message.observatory_id,
        message.payload.runId,
        `Temporal refused to start it ${attempts} times. The last time: ${error}`,
      );
    }
    await this.outbox.settle([id], `Given up after ${attempts} attempts: ${error}`);
  }

  private async putAside(row: unknown): Promise<void> {
    const { id, topic } = UnreadableMessage.parse(row);
    this.logger.error({ messageId: id, topic }, 'an outbox message cannot be read and was put aside');
    await this.outbox.settle([id], 'The message cannot be read.');
  }
}

async function guarded(deliver: () => Promise<DeliveryOutcome>): Promise<DeliveryOutcome> {
  try {
    return await deliver();
  } catch (error) {
    return toFailure(error);
  }
}

function toFailure(error: unknown): DeliveryOutcome {
  return { type: 'failed', error: error instanceof Error ? error.message : String(error) };
}

function groupByObservatory<T extends { observatory_id: string }>(messages: readonly T[]): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const message of messages) {
    const group = groups.get(message.observatory_id);
    if (group) group.push(message);
    else groups.set(message.observatory_id, [message]);
  }
  return [...groups.values()];
}
