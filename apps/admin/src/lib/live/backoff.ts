const FIRST_MS = 500;
const MAX_MS = 15_000;

/** Waits before reconnecting: doubling, capped, and spread so that a thousand tabs do not return at once. */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
