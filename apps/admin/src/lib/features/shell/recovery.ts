const KEY = 'jarvis.recovery';
const FIRST_MS = 5_000;
const MAX_MS = 5 * 60_000;
/** A page that loaded for so long since is well again. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;

type Kept = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * How long a page that failed waits before it loads itself again. The API may answer everything but this page: then
 * each reload ends here again, so each waits twice as long as the one before, across reloads and by address.
 */
export function waitBeforeReload(kept: Kept, { address, now }: { address: string; now: number }): number {
  const last = read(kept);
  const again = last?.address === address && now - last.at < FORGOTTEN_AFTER_MS;
  return again ? Math.min(FIRST_MS * 2 ** last.tries, MAX_MS) : FIRST_MS;
}

/** To be called right before the reload. */
export function noteReload(kept: Kept, { address, now }: { address: string; now: number }): void {
  const last = read(kept);
  const again = last?.address === address && now - last.at < FORGOTTEN_AFTER_MS;
  kept.setItem(KEY, JSON.stringify({ address, at: now, tries: again ? last.tries + 1 : 1 }));
}

function read(kept: Kept): { address: string; at: number; tries: number } | undefined {
  try {
    const found: unknown = JSON.parse(kept.getItem(KEY) ?? 'null');
    if (typeof found !== 'object' || found === null) return undefined;
    if (!('address' in found) || !('at' in found) || !('tries' in found)) return undefined;
    const { address, at, tries } = found;
    return typeof address === 'string' && typeof at === 'number' && typeof tries === 'number'
      ? { address, at, tries }
      : undefined;
  } catch {
    return undefined;
  }
}
