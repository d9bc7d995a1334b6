import { getContext, setContext } from 'svelte';
import { browserTimeZone } from '#lib/format/time.ts';

const KEY = Symbol('clock');

/**
 * The time everything on the page agrees on. Made from the server's clock, so that the first client render
 * equals the server's; then it ticks.
 */
export class Clock {
  now = $state(0);
  timeZone = $state('UTC');

  constructor(initial: { now: number; timeZone: string }) {
    this.now = initial.now;
    this.timeZone = initial.timeZone;
  }

  /** Starts ticking; returns how to stop. */
  start(): () => void {
    this.timeZone = browserTimeZone();
    this.now = Date.now();
    const timer = setInterval(() => (this.now = Date.now()), 1_000);
    return () => clearInterval(timer);
  }
}

export function provideClock(initial: { now: number; timeZone: string }): Clock {
  return setContext(KEY, new Clock(initial));
}

export function useClock(): Clock {
  return getContext<Clock>(KEY);
}
