const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 5000;

/** Keeps the relay from hammering a Temporal server that is down. Opens again by itself. */
export class OutageGate {
  private failures = 0;
  private closedUntil = 0;

  /** Milliseconds until it may be tried again; 0 when open. */
  remaining(now: number): number {
    return Math.max(0, this.closedUntil - now);
  }

  /** While nothing has succeeded since the outage, one message at a time finds out whether it is over. */
  get probing(): boolean {
    return this.failures > 0;
  }

  close(now: number): void {
    this.closedUntil = now + Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
    this.failures += 1;
  }

  open(): void {
    this.failures = 0;
    this.closedUntil = 0;
  }
}
