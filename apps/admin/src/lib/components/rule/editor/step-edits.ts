import { getContext, setContext, tick } from 'svelte';
import { toasts } from '#lib/state/toasts.svelte.ts';
import { formatPath, type Path } from '../../flow/paths.ts';
import { flatten, freeId, newStep, readSteps, type StepView } from '../../flow/steps.ts';
import { focusNode, type BuildView } from './build-view.svelte.ts';
import type { RuleEditor } from './editor-state.svelte.ts';
import { duplicateStep, insertStep, moveStep, removeStep, takeBack } from './rule-text.ts';

const KEY = Symbol('step edits');

/** What can be done to the steps of a rule as a whole. Each can be taken back, whatever was typed since. */
export class StepEdits {
  readonly #editor: RuleEditor;
  readonly #view: BuildView;
  readonly #done: { before: string; after: string }[] = [];

  constructor(editor: RuleEditor, view: BuildView) {
    this.#editor = editor;
    this.#view = view;
  }

  #apply(after: string, chosen: string | null): void {
    const before = this.#editor.text;
    if (after === before) return;
    this.#done.push({ before, after });
    this.#editor.setText(after);
    this.#view.choose(chosen);
    if (chosen !== null) void tick().then(() => focusNode(chosen));
  }

  #takenIds(): Set<string> {
    return new Set(flatten(readSteps(this.#editor.definition['steps'], ['steps'])).map((step) => step.id));
  }

  insert({ list, index }: { list: Path; index: number }, kind: string): void {
    const step = newStep(kind, { taken: this.#takenIds() });
    this.#apply(insertStep(this.#editor.text, list, index, step), formatPath([...list, index]));
    this.#view.open('form');
  }

  move({ list, index }: StepView, by: -1 | 1): void {
    this.#apply(moveStep(this.#editor.text, list, index, index + by), formatPath([...list, index + by]));
  }

  duplicate(step: StepView): void {
    const taken = this.#takenIds();
    const ids = flatten([step]).map((one) => {
      const id = freeId(one.id || 'step', taken);
      taken.add(id);
      return { path: one.path.slice(step.path.length), id };
    });
    const after = duplicateStep(this.#editor.text, step, ids);
    this.#apply(after, formatPath([...step.list, step.index + 1]));
  }

  remove(step: StepView): void {
    // What was chosen is gone; the place above it is where one goes on.
    const before = step.index > 0 ? formatPath([...step.list, step.index - 1]) : null;
    this.#apply(removeStep(this.#editor.text, step.list, step.index), before);
    toasts.add({ tone: 'ok', text: `“${step.title}” was removed.`, undo: () => this.undo() });
  }

  removeCase(step: StepView, index: number): void {
    this.#apply(removeStep(this.#editor.text, [...step.path, 'cases'], index), step.key);
    toasts.add({ tone: 'ok', text: 'The case was removed.', undo: () => this.undo() });
  }

  undo(): void {
    const last = this.#done.pop();
    if (!last) return;
    const text = takeBack(this.#editor.text, last);
    if (text === null) {
      toasts.add({ tone: 'info', text: 'This cannot be taken back: the text around it has changed since.' });
      return;
    }
    this.#editor.setText(text);
  }
}

export function provideEdits(editor: RuleEditor, view: BuildView): StepEdits {
  return setContext(KEY, new StepEdits(editor, view));
}

export function useEdits(): StepEdits {
  return getContext<StepEdits>(KEY);
}
