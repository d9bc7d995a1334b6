import { DecideApproval, EventArrived, ResolveEffect, RetryNow, type StepRecord } from '@jarvis/plan';
import { unwrapped } from './unsealed.js';

/** Ids a run may be signalled about before it asks; a flood beyond that is not worth memory. */
const MAX_WAITING_SIGNALS = 1000;

/**
 * What signals have said so far. A signal may come before the workflow waits for it (the decision is committed
 * while `openApproval` is still returning), so it is kept until somebody asks.
 */
export class WakeUps {
  private readonly decisions = new Map<string, DecideApproval>();
  private readonly resolutions = new Set<string>();
  private readonly retries = new Set<string>();
  private readonly arrivals = new Set<string>();
  private nudges = 0;
  /** How many nudges have been heard: by anybody, and by each that waits now. */
  private heard = 0;
  private readonly heardBy = new Map<string, number>();

  /** Reducer of `decideApproval`, and of an answer given in advance in a rehearsal. Rubbish is ignored. */
  readonly decide = (payload: unknown): void => {
    const signal = DecideApproval.safeParse(unwrapped(payload));
    if (signal.success && this.decisions.size < MAX_WAITING_SIGNALS) {
      this.decisions.set(signal.data.approvalId, signal.data);
    }
  };

  /** Reducer of `resolveEffect`. */
  readonly resolve = (payload: unknown): void => {
    const signal = ResolveEffect.safeParse(unwrapped(payload));
    if (signal.success && this.resolutions.size < MAX_WAITING_SIGNALS) {
      this.resolutions.add(signal.data.effectId);
    }
  };

  /** Reducer of `eventArrived`, and of an event given in advance in a rehearsal. */
  readonly arrive = (payload: unknown): void => {
    const signal = EventArrived.safeParse(unwrapped(payload));
    if (signal.success && this.arrivals.size < MAX_WAITING_SIGNALS) {
      this.arrivals.add(signal.data.waitId);
    }
  };

  /** Reducer of `retryNow`. */
  readonly retry = (payload: unknown): void => {
    const signal = RetryNow.safeParse(unwrapped(payload));
    if (signal.success && this.retries.size < MAX_WAITING_SIGNALS) {
      this.retries.add(placeOf({ path: signal.data.stepPath, iteration: signal.data.iteration }));
    }
  };

  hasRetry(step: Place): boolean {
    return this.retries.has(placeOf(step));
  }

  /** @returns whether somebody had asked for it */
  takeRetry(step: Place): boolean {
    return this.retries.delete(placeOf(step));
  }

  /** Reducer of `lookAgain`: whoever waits reads its row once more; what a lost signal said is found there. */
  readonly nudge = (): void => {
    this.nudges += 1;
  };

  hasDecision(approvalId: string): boolean {
    return this.isNudged(approvalId) || this.decisions.has(approvalId);
  }

  takeDecision(approvalId: string): DecideApproval | undefined {
    this.hear(approvalId);
    const decision = this.decisions.get(approvalId);
    this.decisions.delete(approvalId);
    return decision;
  }

  hasResolution(effectId: string): boolean {
    return this.isNudged(effectId) || this.resolutions.has(effectId);
  }

  takeResolution(effectId: string): void {
    this.hear(effectId);
    this.resolutions.delete(effectId);
  }

  hasArrival(waitId: string): boolean {
    return this.isNudged(waitId) || this.arrivals.has(waitId);
  }

  takeArrival(waitId: string): void {
    this.hear(waitId);
    this.arrivals.delete(waitId);
  }

  /** Call when nobody waits for it any more. */
  forget(id: string): void {
    this.heardBy.delete(id);
    this.decisions.delete(id);
    this.resolutions.delete(id);
    this.arrivals.delete(id);
  }

  /** Each that waits hears a nudge once. One that came while nobody waited is heard by the first that does. */
  private isNudged(id: string): boolean {
    const heard = this.heardBy.get(id) ?? this.heard;
    this.heardBy.set(id, heard);
    return heard < this.nudges;
  }

  private hear(id: string): void {
    this.heardBy.set(id, this.nudges);
    this.heard = this.nudges;
  }
}

type Place = Pick<StepRecord, 'path' | 'iteration'>;

function placeOf({ path, iteration }: Place): string {
  return `${iteration} ${path}`;
}
