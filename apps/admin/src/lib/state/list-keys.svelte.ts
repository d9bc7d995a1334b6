import { tick } from 'svelte';
import { commandKey } from './keyboard.ts';

interface Options<Row> {
  rows: () => readonly Row[];
  /** Enter or o. */
  open: (row: Row) => void;
  /** Further letters, such as a → approve. */
  actions?: Record<string, (row: Row) => void>;
  /** Whether x selects: only where something can be done with a selection. */
  selects?: () => boolean;
  /** Brings the row into view where rows are windowed. */
  reveal?: (index: number) => void;
}

/** j/k moves a cursor over a list, enter opens, x selects. Attach `handle` to the window. */
export class ListKeys<Row extends { id: string }> {
  cursor = $state(-1);
  selected = $state<Set<string>>(new Set());
  readonly #options: Options<Row>;

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
    else if (key === 'o' || (key === 'Enter' && (event.target === document.body || event.target === null)))
      this.#options.open(row);
    else if (this.#options.actions?.[key]) this.#options.actions[key](row);
    else return;
    event.preventDefault();
  };

  #moveTo(index: number): void {
    this.cursor = index;
    this.#options.reveal?.(index);
    void tick().then(() => document.querySelector('[data-cursor="true"]')?.scrollIntoView({ block: 'nearest' }));
  }
}
