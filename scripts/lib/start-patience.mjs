import { statSync } from 'node:fs';
import { effortOf } from './processes.mjs';
import { say } from './words.mjs';

/** However slow the machine is, a start that takes this long is stuck. */
const longest = 600_000;
/** The share of the time spent at work, or waiting for a processor, that counts as getting on. */
const leastEffort = 1 / 60;

function sizeOf(path) {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/**
 * How long a start is waited for: `within` milliseconds, and again as long while it gets on (it works, waits for a
 * processor, or writes to its log). On a busy machine everything takes longer, and giving up would only start it anew.
 * @returns {() => boolean} whether patience is over
 */
export function startPatience({ name, pid, log, within }) {
  const begun = Date.now();
  let deadline = begun + within;
  let seen = { effort: effortOf(pid), log: sizeOf(log) };
  return () => {
    const now = Date.now();
    if (now < deadline) return false;
    const last = seen;
    seen = { effort: effortOf(pid), log: sizeOf(log) };
    const effort = ((seen.effort ?? 0) - (last.effort ?? 0)) * 1000;
    const getsOn = effort >= within * leastEffort || seen.log !== last.log;
    if (!getsOn || now - begun > longest) return true;
    say(`${name} is still starting, after ${Math.round((now - begun) / 1000)} s; the machine is busy.`);
    deadline = now + within;
    return false;
  };
}
