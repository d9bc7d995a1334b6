import { jsonText } from '@jarvis/json';

/** Limits of what one workflow task may carry: signals and cancellation wait for it, and its results share one message. */
const MAX_STEPS = 100;
const MAX_MILLISECONDS = 2000;
const MAX_BYTES = 2 * 1024 * 1024;

/** What the answers of all steps have in common. */
export interface StepResult {
  status?: string | undefined;
  tookMs?: number | undefined;
  /** Of a group: those that it ran. */
  steps?: readonly unknown[];
}

/**
 * Counts the local steps fused into the current workflow task.
 *
 * The time is what the steps say they took, which is in the history. The workflow's clock will not do: while a slow
 * worker keeps a task open it goes on, at a replay it stands where the task ended, and a timer that one of the two makes
 * and the other does not leaves the run hanging for ever.
 */
export class GroupBudget {
  private steps = 0;
  private bytes = 0;
  private milliseconds = 0;
  /** Whether the run's steps do not say how long they took, as before; then the clock has to do. */
  private isOfBefore = false;
  private startedAt = Date.now();

  get isSpent(): boolean {
    return (
      this.steps >= MAX_STEPS ||
      this.bytes >= MAX_BYTES ||
      this.milliseconds >= MAX_MILLISECONDS ||
      (this.isOfBefore && Date.now() - this.startedAt >= MAX_MILLISECONDS)
    );
  }

  spend(result: StepResult): void {
    this.steps += result.steps?.length ?? 1;
    this.bytes += jsonText(result).length;
    this.milliseconds += result.tookMs ?? 0;
    this.isOfBefore = result.status === 'done' && result.tookMs === undefined;
  }

  /** Something else (a timer, an ordinary activity, a wait) has ended the workflow task. */
  reset(): void {
    this.steps = 0;
    this.bytes = 0;
    this.milliseconds = 0;
    this.startedAt = Date.now();
  }
}
