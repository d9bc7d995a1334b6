/** How long a key or a tap is not meant for what has just moved under it. */
const SETTLE_MS = 500;

/**
 * Which entry of the palette is highlighted. The person's words and keys move it at once. What arrives later moves it
 * only to a better hit, only while the person has not chosen, and then nothing can be pressed for a moment: Enter was
 * meant for what was highlighted before.
 */
export class PaletteChoice {
  id: string | null = null;
  #words: string | null = null;
  #picked = false;
  #movedAt = -Infinity;

  /** The list as it is now. */
  follow(ids: readonly string[], { words, now }: { words: string; now: number }): void {
    const first = ids[0] ?? null;
    if (words !== this.#words) {
      this.#words = words;
      this.#picked = false;
      this.#movedAt = -Infinity;
      this.id = first;
      return;
    }
    if (this.id === first || (this.#picked && this.id !== null && ids.includes(this.id))) return;
    this.#picked = false;
    this.#movedAt = now;
    this.id = first;
  }

  pick(id: string): void {
    this.id = id;
    this.#picked = true;
    this.#movedAt = -Infinity;
  }

  step(ids: readonly string[], by: 1 | -1): void {
    if (ids.length === 0) return;
    const at = this.id === null ? -1 : ids.indexOf(this.id);
    const next = at < 0 ? (by === 1 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length;
    const id = ids[next];
    if (id !== undefined) this.pick(id);
  }

  /** Whether what is highlighted has been there long enough to be meant. */
  settled(now: number): boolean {
    return now - this.#movedAt >= SETTLE_MS;
  }
}
