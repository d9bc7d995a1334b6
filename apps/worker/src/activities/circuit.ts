/** Failures in a row after which nothing more is sent for a while. */
const FAILURES = 8;
const FIRST_PAUSE_MS = 10_000;
const MAX_PAUSE_MS = 300_000;
/** While one call finds out, the others come again soon, but not so often that waiting costs more than asking. */
const MIN_WAIT_MS = 5000;
const MAX_PROBE_WAIT_MS = 30_000;

/** `heard`: the first answer in this process; the one before it may have ended while the circuit was open. */
export type CircuitChange = 'opened' | 'closed' | 'heard';
/** What a call may do now: go, go as the one that finds out, or come again after some milliseconds. */
export type Admission = { kind: 'go' | 'probe' } | { kind: 'refused'; waitMs: number };

/**
 * Stops sending to a vendor that does not answer: after {@link FAILURES} failures in a row it is left alone for a while,
 * then one call at a time finds out whether it is back. Each worker process learns that for itself.
 */
export class Circuit {
  private state: 'closed' | 'open' | 'probing' = 'closed';
  private failures = 0;
  private pauseMs = 0;
  private nextTry = 0;
  private heardOf = false;

  constructor(
    private readonly changed: (change: CircuitChange) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** Nothing is known that would be lost with it. */
  get isIdle(): boolean {
    return this.state === 'closed' && this.failures === 0;
  }

  /** Asks for one call; whoever gets `probe` says how it went, or calls {@link forgetProbe}. */
  admit(): Admission {
    const admission = this.look();
    if (admission.kind === 'probe') this.state = 'probing';
    return admission;
  }

  /** The same without taking the probe. */
  look(): Admission {
    if (this.state === 'closed') return { kind: 'go' };
    if (this.state === 'probing') {
      return {
        kind: 'refused',
        waitMs: within(this.pauseMs / 4, { least: MIN_WAIT_MS, most: MAX_PROBE_WAIT_MS }),
      };
    }
    const left = this.nextTry - this.now();
    return left > 0 ? { kind: 'refused', waitMs: Math.max(left, MIN_WAIT_MS) } : { kind: 'probe' };
  }

  succeeded(): void {
    const change = this.state === 'closed' ? 'heard' : 'closed';
    const isNews = change === 'closed' || !this.heardOf;
    this.heardOf = true;
    this.state = 'closed';
    this.failures = 0;
    this.pauseMs = 0;
    if (isNews) this.changed(change);
  }

  failed(): void {
    this.failures += 1;
    // Calls that were under way when it opened say nothing new.
    if (this.failures < FAILURES || this.state === 'open') return;
    const isNews = this.state === 'closed';
    this.heardOf = true;
    this.state = 'open';
    this.pauseMs = within(this.pauseMs * 2, { least: FIRST_PAUSE_MS, most: MAX_PAUSE_MS });
    this.nextTry = this.now() + this.pauseMs;
    if (isNews) this.changed('opened');
  }

  /** The call that should find out asked nobody, so the next one may. */
  forgetProbe(): void {
    if (this.state !== 'probing') return;
    this.state = 'open';
    this.nextTry = this.now();
  }
}

function within(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(most, Math.max(least, value));
}
