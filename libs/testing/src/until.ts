import { inspect } from 'node:util';

/** More than a busy machine needs, and less than what a test has. */
const PATIENCE_MS = 100_000;

export interface Patience {
  /** What is there instead, for the error. */
  seen?: () => unknown;
  everyMs?: number;
  patienceMs?: number;
}

/**
 * Looks until there is something.
 * @returns what was found
 * @throws Error that names what was looked for and what was there instead
 */
export async function until<T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  { seen, everyMs = 50, patienceMs = PATIENCE_MS }: Patience = {},
): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) break;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  const instead: unknown = await seen?.();
  const words = typeof instead === 'string' ? instead : inspect(instead, { depth: 6 });
  throw new Error(
    `It did not come within ${(patienceMs / 1000).toString()} s: ${String(look)}${seen ? `\nThere was: ${words}` : ''}`,
  );
}
