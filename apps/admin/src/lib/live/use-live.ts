import type { LiveEvent, LiveEventType } from '@jarvis/contracts';
import { onMount } from 'svelte';
import { live } from './live.svelte.ts';

/** Many events arrive together (a step, its effect, its activity); one fetch answers them all. */
const SETTLE_MS = 120;
/** A page that is heavy to fetch rests longer, so that it stays usable; never for longer than this. */
const MAX_REST_MS = 5_000;

/**
 * Calls `refresh` when one of the events concerns what the component shows, and after every reconnection.
 * Never runs two at a time: what arrives meanwhile causes one more.
 */
export function refreshOn(
  types: readonly LiveEventType[],
  { concerns, refresh }: { concerns?: (event: LiveEvent) => boolean; refresh: () => Promise<void> },
): void {
  onMount(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let running = false;
    let rest = SETTLE_MS;
    let again = false;
    const run = async () => {
      if (running) {
        again = true;
        return;
      }
      running = true;
      const begun = performance.now();
      try {
        await refresh();
      } catch (cause) {
        // The connection banner tells of outages; the next event or reconnection tries again.
        console.warn('refresh failed', cause);
      }
      running = false;
      rest = Math.min(Math.max(SETTLE_MS, 2 * (performance.now() - begun)), MAX_REST_MS);
      if (again) {
        again = false;
        soon();
      }
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void run(), rest);
    };
    const stop = [live.on(types, (event) => (!concerns || concerns(event)) && soon()), live.onResync(soon)];
    return () => {
      clearTimeout(timer);
      stop.forEach((one) => one());
    };
  });
}
