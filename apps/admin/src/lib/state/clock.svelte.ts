import { getContext, setContext } from 'svelte';
import { browserTimeZone } from '#lib/format/time.ts';
import { writeZone, type KnownZone } from '#lib/format/zone-cookie.ts';

const KEY = Symbol('clock');

/**
 * The time everything on the page agrees on. Made from the server's clock, so that the first client render
 * equals the server's; then it ticks.
 */
export class Clock {
  now = $state(0);
  timeZone = $state('UTC');
  /** Whether the zone is this browser's; the server only knows the one of the last visit. */
  settled = $state(false);
  readonly #offset: number | undefined;

  constructor({ now, zone }: { now: number; zone: KnownZone | undefined }) {
    this.now = now;
    this.timeZone = zone?.timeZone ?? 'UTC';
    this.#offset = zone?.offset;
  }

  /** Starts ticking; returns how to stop. */
  start(): () => void {
    const offset = new Date().getTimezoneOffset();
    // Asking for the zone's name loads the browser's tables of zones, 30 to 60 ms of processor; its offset costs nothing.
    if (offset !== this.#offset) {
      this.timeZone = browserTimeZone();
      document.cookie = writeZone({ timeZone: this.timeZone, offset });
    }
    this.settled = true;
    this.now = Date.now();
    const timer = setInterval(() => (this.now = Date.now()), 1_000);
    return () => clearInterval(timer);
  }
}

export function provideClock(initial: { now: number; zone: KnownZone | undefined }): Clock {
  return setContext(KEY, new Clock(initial));
}

export function useClock(): Clock {
  return getContext<Clock>(KEY);
}
