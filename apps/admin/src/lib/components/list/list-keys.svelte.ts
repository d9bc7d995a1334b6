import { tick } from 'svelte';
import { commandKey } from '#lib/state/keyboard.ts';

interface Options<Row> {
  rows: () => readonly Row[];
  /** Enter or o. */
  open: (row: Row) => void;
  /** n, also in an empty list: begins a new one. */
  add?: () => void;
  /** Further letters, such as a → approve. */
  actions?: Record<string, (row: Row) => void>;
  /** Whether x selects: only where something can be done with a selection. */
  selects?: () => boolean;
}

/** j/k moves a cursor over a list, enter opens, n begins a new one, x selects. */
export class ListKeys<Row extends { id: string }> {
  selected = $state<Set<string>>(new Set());
  /** Set by the list where rows are windowed: brings one into view. */
  reveal: ((index: number) => void) | undefined;
  #at = $state.raw<{ id: string; index: number } | null>(null);
  readonly #options: Options<Row>;

  /** The row that it stands on, wherever that is by now; where it is gone, the one in its place. -1 before the first press. */
  readonly cursor = $derived.by(() => {
    if (this.#at === null) return -1;
    const { id, index } = this.#at;
    const rows = this.#options.rows();
    const now = rows.findIndex((row) => row.id === id);
    return now === -1 ? Math.min(index, rows.length - 1) : now;
  });

  constructor(options: Options<Row>) {
    this.#options = options;
  }

  toggle(id: string): void {
    const next = new Set(this.selected);
    if (!next.delete(id)) next.add(id);
    this.selected = next;
  }

  clear(): void {
    this.selected = new Set();
  }

  handle = (event: KeyboardEvent): void => {
    const key = commandKey(event);
    if (key === 'n' && this.#options.add) {
      this.#options.add();
      event.preventDefault();
      return;
    }
    const rows = this.#options.rows();
    if (key === null || rows.length === 0) return;
    if (key === 'j' || key === 'k') {
      const step = key === 'j' ? 1 : -1;
      this.#moveTo(Math.max(0, Math.min(rows.length - 1, this.cursor + step)));
      event.preventDefault();
      return;
    }
    if (key === 'Escape' && this.selected.size > 0) {
      this.clear();
      event.preventDefault();
      return;
    }
    const row = rows[this.cursor];
    if (!row) return;
    if (key === 'x' && this.#options.selects?.()) this.toggle(row.id);
    else if (key === 'o' || (key === 'Enter' && !isPressed(event.target))) this.#options.open(row);
    else if (this.#options.actions?.[key]) this.#options.actions[key](row);
    else return;
    event.preventDefault();
  };

  #moveTo(index: number): void {
    const row = this.#options.rows()[index];
    if (row) this.#at = { id: row.id, index };
    this.reveal?.(index);
    void tick().then(() => document.querySelector('[data-cursor="true"]')?.scrollIntoView({ block: 'nearest' }));
  }
}

/** Whether Enter presses what has the focus. A click beside everything leaves the focus on the page's main part. */
const isPressed = (target: EventTarget | null) =>
  target instanceof Element && target.closest('a, button, summary') !== null;
