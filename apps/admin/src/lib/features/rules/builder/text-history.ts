/** A change of the whole text. Whole texts, because a patch that no longer fits would corrupt the rule. */
export interface Edit {
  before: string;
  after: string;
  /** The node in hand before it, and the one after it. */
  from: string | null;
  to: string | null;
  /** The field that was typed in: typing on in it is the same edit. */
  typing?: string;
}

/** What was done to a text, to be undone and redone one by one. */
export class TextHistory {
  #past: Edit[] = [];
  #future: Edit[] = [];
  #typing: string | undefined;

  get last(): Edit | undefined {
    return this.#past.at(-1);
  }

  record(edit: Edit): void {
    const { last } = this;
    if (last && edit.typing !== undefined && edit.typing === this.#typing) {
      this.#past.pop();
      // A field's own undo leads back to where it began: nothing is left to undo.
      if (last.before !== edit.after) this.#past.push({ ...last, after: edit.after });
      else this.#typing = undefined;
    } else {
      this.#past.push(edit);
      this.#typing = edit.typing;
    }
    this.#future = [];
  }

  /** The field was left: typing in it again is another edit. */
  settle(): void {
    this.#typing = undefined;
  }

  undo(): Edit | undefined {
    return this.#step(this.#past, this.#future);
  }

  redo(): Edit | undefined {
    return this.#step(this.#future, this.#past);
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
    this.settle();
  }

  #step(out: Edit[], into: Edit[]): Edit | undefined {
    this.settle();
    const edit = out.pop();
    if (edit) into.push(edit);
    return edit;
  }
}
