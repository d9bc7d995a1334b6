import { DecideApproval, ResolveEffect, RetryNow } from '@jarvis/plan';
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
  private nudged = false;

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

  /** Reducer of `retryNow`. */
  readonly retry = (payload: unknown): void => {
    const signal = RetryNow.safeParse(unwrapped(payload));
    if (signal.success && this.retries.size < MAX_WAITING_SIGNALS) {
      this.retries.add(signal.data.stepPath);
    }
  };

  hasRetry(stepPath: string): boolean {
    return this.retries.has(stepPath);
  }

  /** @returns whether somebody had asked for it */
  takeRetry(stepPath: string): boolean {
    return this.retries.delete(stepPath);
  }

  /** Reducer of `lookAgain`: whoever waits reads its row once more; what a lost signal said is found there. */
  readonly nudge = (): void => {
    this.nudged = true;
  };

  hasDecision(approvalId: string): boolean {
    return this.nudged || this.decisions.has(approvalId);
  }

  takeDecision(approvalId: string): DecideApproval | undefined {
    this.nudged = false;
    const decision = this.decisions.get(approvalId);
    this.decisions.delete(approvalId);
    return decision;
  }

  hasResolution(effectId: string): boolean {
    return this.nudged || this.resolutions.has(effectId);
  }

  takeResolution(effectId: string): void {
    this.nudged = false;
    this.resolutions.delete(effectId);
  }
}
