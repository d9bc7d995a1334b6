import { setTimeout as sleep } from 'node:timers/promises';
import { isSuspended } from './processes.mjs';

/** How a running process is watched: how often it is asked, and how many times it may stay silent. */
export const usualPulse = { every: 5_000, misses: 5, missesSuspended: 2 };

/**
 * Asks a process whether it is alive until it hangs or `over` says that nobody cares any more. Silence counts only
 * when it lasts: a machine that is short of processors answers late, and so does this process then.
 * @returns {Promise<string | undefined>} how it hangs, in words
 */
export async function watchPulse({ pid, alive, over, pulse = usualPulse }) {
  let silentSince;
  for (let misses = 0; ;) {
    const due = Date.now() + pulse.every;
    await sleep(pulse.every, undefined, { ref: false });
    // This process itself was suspended or starved meanwhile: nothing can be said about others.
    const late = Date.now() - due > pulse.every;
    if (over()) return undefined;
    const asked = Date.now();
    if (late || (await alive())) {
      misses = 0;
      silentSince = undefined;
      continue;
    }
    if (over()) return undefined;
    misses += 1;
    silentSince ??= asked;
    const suspended = isSuspended(pid);
    if (misses < (suspended ? pulse.missesSuspended : pulse.misses)) continue;
    const silence = `has not answered for ${Math.round((Date.now() - silentSince) / 1000)} s`;
    return suspended ? `${silence}: its process was suspended` : silence;
  }
}
