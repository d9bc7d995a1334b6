import { randomKey } from '#lib/api/random-key.ts';
import type { SavedView, SavedViewRequest } from '#lib/api/types.ts';
import { createSavedView, updateSavedView } from './calls.ts';

/** A saved view that is named: a new one of the filters of the moment, or one that is there. */
export class SavedViewForm {
  open = $state(false);
  busy = $state(false);
  /** The one that is changed; null for a new one. */
  known = $state.raw<SavedView | null>(null);
  name = $state('');
  shared = $state(false);
  #query = '';
  /** What is wrong with the name. */
  problems = $state.raw<string[]>([]);
  #sent = { text: '', key: '' };

  start(from: SavedView | { query: string }): void {
    const known = 'id' in from ? from : null;
    this.known = known;
    this.name = known?.name ?? '';
    this.shared = known?.shared ?? false;
    this.#query = from.query;
    this.problems = [];
    this.#sent = { text: '', key: '' };
    this.open = true;
  }

  /**
   * Gives what is kept, and closes; null where the name is missing.
   * @throws ApiFailure when it is refused or no answer comes; what was typed stays
   */
  async save(): Promise<SavedView | null> {
    const body = { name: this.name.trim(), query: this.#query, shared: this.shared };
    this.problems = body.name === '' ? ['Give it a name.'] : [];
    if (this.problems.length > 0) return null;
    const { known } = this;
    this.busy = true;
    try {
      const kept = await (known
        ? updateSavedView(fetch, known.id, body)
        : createSavedView(fetch, body, this.#keyOf(body)));
      this.open = false;
      return kept;
    } finally {
      this.busy = false;
    }
  }

  /** Sent again because no answer came, the same words make no second one. */
  #keyOf(body: SavedViewRequest): string {
    const text = JSON.stringify(body);
    if (this.#sent.text !== text) this.#sent = { text, key: randomKey() };
    return this.#sent.key;
  }
}
