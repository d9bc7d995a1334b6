const MINUTE_MS = 60_000;
/** Windows kept before old ones are swept: bounds memory whatever addresses a flood comes from. */
const MAX_WINDOWS = 20_000;

interface Window {
  hits: number;
  endsAt: number;
}

/** Counts in windows of a minute, in this process. */
export class MinuteWindows {
  private readonly windows = new Map<string, Window>();

  hit(key: string): Readonly<Window> {
    const now = Date.now();
    let window = this.windows.get(key);
    if (window === undefined || window.endsAt <= now) {
      if (this.windows.size >= MAX_WINDOWS) this.sweep(now);
      window = { hits: 0, endsAt: now + MINUTE_MS };
      this.windows.set(key, window);
    }
    window.hits += 1;
    return window;
  }

  private sweep(now: number): void {
    for (const [key, { endsAt }] of this.windows) if (endsAt <= now) this.windows.delete(key);
    if (this.windows.size >= MAX_WINDOWS) this.windows.clear();
  }
}
