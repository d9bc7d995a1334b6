import { formatPath, type Path } from '@jarvis/issues/path';
import { getContext, setContext, tick } from 'svelte';
import { toasts } from '#lib/state/toasts.svelte.ts';
import { TRIGGER } from '../../flow/flow.ts';
import { ownerOf } from '../../flow/paths.ts';
import { flatten, freeId, newStep, type StepView } from '../../flow/steps.ts';
import { focusNode, type BuildView } from './build-view.svelte.ts';
import type { RuleEditor } from './editor-state.svelte.ts';
import { duplicateStep, insertStep, moveStep, removeStep, renameReferences } from './rule-text.ts';

const KEY = Symbol('step edits');
const ID = /^[A-Za-z_]\w*$/;

/** What can be done to the steps of a rule as a whole, and undo and redo of whatever was done to the rule. */
export class StepEdits {
  readonly #editor: RuleEditor;
  readonly #view: BuildView;

  constructor(editor: RuleEditor, view: BuildView) {
    this.#editor = editor;
    this.#view = view;
  }

  #apply(after: string, { chosen, subject }: { chosen: string | null; subject: string | null }): void {
    this.#editor.setText(after, { from: subject, to: chosen });
    this.#choose(chosen);
  }

  /** The focus goes along, so that the keyboard goes on from there. */
  #choose(key: string | null | undefined): void {
    if (key === undefined) return;
    this.#view.choose(key);
    void tick().then(() => focusNode(key ?? TRIGGER));
  }

  #takenIds(): Set<string> {
    return new Set(this.#editor.steps.map((step) => step.id));
  }

  insert({ list, index }: { list: Path; index: number }, kind: string): void {
    const step = newStep(kind, { taken: this.#takenIds() });
    const after = insertStep(this.#editor.text, list, index, step);
    this.#apply(after, { chosen: formatPath([...list, index]), subject: this.#view.chosen });
    this.#view.open('form');
  }

  move({ key, list, index }: StepView, by: -1 | 1): void {
    const after = moveStep(this.#editor.text, list, index, index + by);
    this.#apply(after, { chosen: formatPath([...list, index + by]), subject: key });
  }

  duplicate(step: StepView): void {
    const taken = this.#takenIds();
    const ids = flatten([step]).map((one) => {
      const id = freeId(one.id || 'step', taken);
      taken.add(id);
      return { path: one.path.slice(step.path.length), id };
    });
    const after = duplicateStep(this.#editor.text, step, ids);
    this.#apply(after, { chosen: formatPath([...step.list, step.index + 1]), subject: step.key });
  }

  remove(step: StepView): void {
    // What was chosen is gone; the step above it is where one goes on.
    const above =
      step.index > 0
        ? formatPath([...step.list, step.index - 1])
        : ownerOf(formatPath(step.list), this.#editor.steps)?.key;
    const after = removeStep(this.#editor.text, step.list, step.index);
    this.#apply(after, { chosen: above ?? null, subject: step.key });
    this.#view.close();
    this.#offerUndo(`“${step.title}” was removed.`);
  }

  removeCase(step: StepView, index: number): void {
    const after = removeStep(this.#editor.text, [...step.path, 'cases'], index);
    this.#apply(after, { chosen: step.key, subject: step.key });
    this.#offerUndo('The case was removed.');
  }

  /** After a step got another id, as part of the typing that gave it. */
  renameReferences(before: string, after: string): void {
    const withId = (id: string) => this.#editor.steps.filter((step) => step.id === id);
    const [renamed, another] = withId(after);
    // What two steps are called, or still are, nobody can tell whom it means.
    if (!ID.test(before) || !ID.test(after) || !renamed || another || withId(before).length > 0) return;
    const text = renameReferences(this.#editor.text, before, after);
    this.#editor.setText(text, { typing: formatPath([...renamed.path, 'id']) });
  }

  undo(): void {
    this.#choose(this.#editor.undo());
  }

  redo(): void {
    this.#choose(this.#editor.redo());
  }

  /** Says what was removed; the offer to undo it goes when something else is done, for then it would undo that. */
  #offerUndo(text: string): void {
    const toast = toasts.add({ tone: 'ok', text, undo: () => this.undo() });
    this.#editor.onNextEdit(() => toasts.remove(toast));
  }
}

export function provideEdits(editor: RuleEditor, view: BuildView): StepEdits {
  return setContext(KEY, new StepEdits(editor, view));
}

export function useEdits(): StepEdits {
  return getContext<StepEdits>(KEY);
}
