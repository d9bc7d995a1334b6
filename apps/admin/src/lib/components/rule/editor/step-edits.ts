import { getContext, setContext, tick } from 'svelte';
import { toasts } from '#lib/state/toasts.svelte.ts';
import { TRIGGER } from '../../flow/flow.ts';
import { formatPath, ownerOf, type Path } from '../../flow/paths.ts';
import { flatten, freeId, newStep, readSteps, type StepView } from '../../flow/steps.ts';
import { focusNode, type BuildView } from './build-view.svelte.ts';
import type { RuleEditor } from './editor-state.svelte.ts';
import { duplicateStep, insertStep, moveStep, removeStep, takeBack } from './rule-text.ts';

const KEY = Symbol('step edits');

interface Edit {
  before: string;
  after: string;
  /** What was in hand: chosen again when the edit is taken back. */
  subject: string | null;
}

/** What can be done to the steps of a rule as a whole. Each can be taken back, whatever was typed since. */
export class StepEdits {
  readonly #editor: RuleEditor;
  readonly #view: BuildView;
  #done: Edit[] = [];

  constructor(editor: RuleEditor, view: BuildView) {
    this.#editor = editor;
    this.#view = view;
  }

  #apply(after: string, { chosen, subject }: { chosen: string | null; subject: string | null }): Edit | undefined {
    const before = this.#editor.text;
    if (after === before) return undefined;
    const edit = { before, after, subject };
    this.#done.push(edit);
    this.#editor.setText(after);
    this.#choose(chosen);
    return edit;
  }

  /** The focus goes along, so that the keyboard goes on from there. */
  #choose(key: string | null): void {
    this.#view.choose(key);
    void tick().then(() => focusNode(key ?? TRIGGER));
  }

  #all(): StepView[] {
    return flatten(readSteps(this.#editor.definition['steps'], ['steps']));
  }

  #takenIds(): Set<string> {
    return new Set(this.#all().map((step) => step.id));
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
      step.index > 0 ? formatPath([...step.list, step.index - 1]) : ownerOf(formatPath(step.list), this.#all())?.key;
    const after = removeStep(this.#editor.text, step.list, step.index);
    const edit = this.#apply(after, { chosen: above ?? null, subject: step.key });
    this.#view.close();
    toasts.add({ tone: 'ok', text: `“${step.title}” was removed.`, undo: () => this.undo(edit) });
  }

  removeCase(step: StepView, index: number): void {
    const after = removeStep(this.#editor.text, [...step.path, 'cases'], index);
    const edit = this.#apply(after, { chosen: step.key, subject: step.key });
    toasts.add({ tone: 'ok', text: 'The case was removed.', undo: () => this.undo(edit) });
  }

  /** Takes back one edit, by default the last. */
  undo(edit: Edit | undefined = this.#done.at(-1)): void {
    if (!edit || !this.#done.includes(edit)) return;
    this.#done = this.#done.filter((one) => one !== edit);
    const text = takeBack(this.#editor.text, edit);
    if (text === null) {
      toasts.add({ tone: 'info', text: 'This cannot be taken back: the text around it has changed since.' });
      return;
    }
    this.#editor.setText(text);
    this.#choose(edit.subject);
  }
}

export function provideEdits(editor: RuleEditor, view: BuildView): StepEdits {
  return setContext(KEY, new StepEdits(editor, view));
}

export function useEdits(): StepEdits {
  return getContext<StepEdits>(KEY);
}
