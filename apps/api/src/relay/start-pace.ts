/** A delivery that is answered within this time does not feel that runs are being started. */
const QUICK_MS = 20;
const FIRST_REST_MS = 60;
/** At the least about four runs a second are started, however busy the machine is: nothing stands still. */
const MAX_REST_MS = 240;
/** When nobody has delivered for this long there is nobody to make room for. */
const QUIET_MS = 500;

/**
 * How fast the relay starts runs. Starting and doing them takes the processor that answers deliveries, and a sender
 * waits for the answer while a run that is accepted can wait. So the relay rests between starts for as long as answers
 * are slow, and longer as long as they stay slow; Temporal and the worker keep all of their priority.
 */
export class StartPace {
  private restMs = 0;
  private slowest = 0;
  private lastAt = Number.NEGATIVE_INFINITY;

  /** A delivery was answered at `now`, `tookMs` after it came. */
  answered(tookMs: number, now: number): void {
    this.slowest = Math.max(this.slowest, tookMs);
    this.lastAt = now;
  }

  /** Asked after each batch of starts: milliseconds to rest before the next, 0 when nobody is kept waiting. */
  rest(now: number): number {
    if (now - this.lastAt > QUIET_MS) this.restMs = 0;
    else if (this.slowest > QUICK_MS) this.restMs = Math.min(MAX_REST_MS, Math.max(FIRST_REST_MS, this.restMs * 2));
    else this.restMs = this.restMs <= FIRST_REST_MS ? 0 : this.restMs / 2;
    this.slowest = 0;
    return this.restMs;
  }

  /** Whether the last answer to {@link rest} was more than nothing. */
  get resting(): boolean {
    return this.restMs > 0;
  }
}
