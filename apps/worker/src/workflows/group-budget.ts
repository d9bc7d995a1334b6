import { jsonText } from '@jarvis/json';

/** Limits of what one workflow task may carry: signals and cancellation wait for it, and its results share one message. */
const MAX_STEPS = 100;
const MAX_MILLISECONDS = 2000;
const MAX_BYTES = 2 * 1024 * 1024;

/** Counts the local steps fused into the current workflow task. */
export class GroupBudget {
  private steps = 0;
  private bytes = 0;
  private startedAt = Date.now();

  get isSpent(): boolean {
    return this.steps >= MAX_STEPS || this.bytes >= MAX_BYTES || Date.now() - this.startedAt >= MAX_MILLISECONDS;
  }

  spend(result: unknown): void {
    this.steps += 1;
    this.bytes += jsonText(result ?? null).length;
  }

  /** Something else (a timer, an ordinary activity, a wait) has ended the workflow task. */
  reset(): void {
    this.steps = 0;
    this.bytes = 0;
    this.startedAt = Date.now();
  }
}
