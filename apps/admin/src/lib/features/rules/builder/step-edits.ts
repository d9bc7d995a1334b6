import { formatPath, valueAt, type Path } from '@jarvis/issues/path';
import type { Aside, ListField } from '@jarvis/steps/display';
import { getContext, setContext, tick } from 'svelte';
import { toasts } from '#lib/state/toasts.svelte.ts';
import { TRIGGER } from '../../../components/flow/flow.ts';
import { ownerOf } from '../../../components/flow/paths.ts';
import { newStep, type StepList, type StepView } from '../../../components/flow/steps.ts';
import { focusNode, type BuildView } from './build-view.svelte.ts';
import type { RuleEditor } from './editor-state.svelte.ts';
import { copySteps, pasteSteps, readCopied } from './pasted-steps.ts';
import { renameReferences } from './rename-references.ts';
import { setField } from './rule-text.ts';
import {
  addAside,
  insertStep,
  moveStep,
  moveStepsTo,
  placeWithout,
  removeSteps,
  type Place,
  type Stretch,
} from './step-text.ts';

const KEY = Symbol('step edits');

/** What holds one of several lists of a step. */
type Part = NonNullable<StepList['part']>;

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

  /** The steps that are selected with this one, which may be only itself. */
  stretchOf({ key, list, index }: StepView): Stretch & { steps: StepView[] } {
    const selected = this.#view.selected(this.#editor.steps);
    const steps = selected.some((one) => one.key === key)
      ? selected
      : this.#editor.steps.filter((one) => one.key === key);
    return { list, index: steps[0]?.index ?? index, count: steps.length, steps };
  }

  /** Another end of what is selected, in the same list. */
  extend(step: StepView, by: -1 | 1): void {
    const next = this.#editor.steps.find(
      (one) => one.index === step.index + by && String(one.list) === String(step.list),
    );
    if (!next) return;
    this.#view.extend(next.key);
    focusNode(next.key);
  }

  /** After an edit: what stands there now. */
  #applyTo(after: string, { list, index, count }: Stretch, subject: string | null): void {
    const keyOf = (at: number) => formatPath([...list, at]);
    this.#apply(after, { chosen: keyOf(index), subject });
    if (count > 1) this.#view.select(keyOf(index), keyOf(index + count - 1));
  }

  #takenIds(): Set<string> {
    return new Set(this.#editor.steps.map((step) => step.id));
  }

  insert({ list, index }: Place, { kind, uses }: { kind: string; uses?: string }): void {
    const step = newStep(kind, { taken: this.#takenIds(), ...(uses === undefined ? {} : { uses }) });
    const after = insertStep(this.#editor.text, list, index, step);
    this.#apply(after, { chosen: formatPath([...list, index]), subject: this.#view.chosen });
    this.#view.open('form');
  }

  /** The first step beside a step: for its failure, or to undo it. */
  addAside({ path, raw }: StepView, aside: Aside, kind: string): void {
    const first = newStep(kind, { taken: this.#takenIds() });
    const list = [...path, aside, 'steps'];
    const then = aside === 'onError' && raw['onError'] !== 'continue' ? 'fail' : undefined;
    const after = addAside(this.#editor.text, [...path, aside], { steps: [first], ...(then ? { then } : {}) });
    this.#apply(after, { chosen: formatPath([...list, 0]), subject: this.#view.chosen });
    this.#view.open('form');
  }

  /** By one place; at an end of its list it goes out, before or after what holds it. */
  move(step: StepView, by: -1 | 1): void {
    const place = this.#placeBy(step, by);
    if (place) this.moveTo(step, place);
  }

  canMove(step: StepView, by: -1 | 1): boolean {
    return this.#placeBy(step, by) !== undefined;
  }

  #placeBy(step: StepView, by: -1 | 1): Place | undefined {
    const { list, index, count } = this.stretchOf(step);
    const last = this.#editor.steps.filter((one) => String(one.list) === String(list)).length - 1;
    if (by === -1 && index > 0) return { list, index: index - 1 };
    if (by === 1 && index + count - 1 < last) return { list, index: index + count + 1 };
    const holder = this.#holderOf(list);
    return holder && { list: holder.list, index: holder.index + (by === 1 ? 1 : 0) };
  }

  #holderOf(list: Path): StepView | undefined {
    return list.length > 1 ? ownerOf(formatPath(list), this.#editor.steps) : undefined;
  }

  /** Into the step below, else above; where neither holds steps, into the next list of what holds it. */
  moveInto(step: StepView): void {
    const { list, index, count } = this.stretchOf(step);
    const beside = (at: number) =>
      this.#editor.steps.find((one) => one.index === at && String(one.list) === String(list));
    const below = beside(index + count)?.lists[0];
    const above = beside(index - 1)?.lists.at(-1);
    const holder = this.#holderOf(list);
    const at = holder?.lists.findIndex((one) => String(one.path) === String(list)) ?? -1;
    const next = holder?.lists[at + 1];
    if (below) this.moveTo(step, { list: below.path, index: 0 });
    else if (above) this.moveTo(step, { list: above.path, index: above.steps.length });
    else if (next) this.moveTo(step, { list: next.path, index: next.steps.length });
  }

  /** Out of what holds it, to the place after it. */
  moveOut(step: StepView): void {
    const holder = this.#holderOf(step.list);
    if (holder) this.moveTo(step, { list: holder.list, index: holder.index + 1 });
  }

  moveTo(step: StepView, to: Place): void {
    const from = this.stretchOf(step);
    const place = placeWithout(to, from);
    if (!place) return;
    const after = moveStepsTo(this.#editor.text, from, to);
    this.#applyTo(after, { ...place, count: from.count }, step.key);
  }

  /** The ends of all lists that a step can be moved to. */
  placesFor(step: StepView): { label: string; place: Place }[] {
    const root = this.#editor.steps.filter((one) => one.list.length === 1).length;
    const lists = this.#editor.steps.flatMap((holder) => holder.lists.map((list) => ({ holder, list })));
    return [
      { label: 'The end of the rule', place: { list: ['steps'], index: root } },
      ...lists.map(({ holder, list }) => ({
        label: `${holder.title} › ${list.label}`,
        place: { list: list.path, index: list.steps.length },
      })),
    ].filter(
      ({ place }) =>
        String(place.list) !== String(step.list) && placeWithout(place, this.stretchOf(step)) !== undefined,
    );
  }

  /** As YAML, for the clipboard. */
  copy(step: StepView): string {
    return copySteps(this.#editor.text, this.stretchOf(step));
  }

  cut(step: StepView): string {
    const copied = this.copy(step);
    this.remove(step, 'cut');
    return copied;
  }

  /** Below a step and what is selected with it; without one at the end of the rule. Says why, where that cannot be. */
  paste(text: string, step: StepView | undefined): void {
    const copied = readCopied(text);
    if ('why' in copied) {
      toasts.add({ tone: 'bad', text: copied.why });
      return;
    }
    const root = this.#editor.steps.filter((one) => one.list.length === 1).length;
    const { list, index, count } = step ? this.stretchOf(step) : { list: ['steps'], index: root, count: 0 };
    const place = { list, index: index + count };
    const many = copied.steps.items.length;
    const after = pasteSteps(this.#editor.text, place, copied.steps);
    this.#applyTo(after, { ...place, count: many }, step?.key ?? null);
    toasts.add({ tone: 'ok', text: many === 1 ? 'One step was pasted.' : `${many} steps were pasted.` });
  }

  /** A copy below, without the comments. */
  duplicate(step: StepView): void {
    const stretch = this.stretchOf(step);
    const copied = readCopied(copySteps(this.#editor.text, stretch, { comments: false }));
    if ('why' in copied) return;
    const place = { list: stretch.list, index: stretch.index + stretch.count };
    this.#applyTo(pasteSteps(this.#editor.text, place, copied.steps), { ...place, count: stretch.count }, step.key);
  }

  remove(step: StepView, how: 'removed' | 'cut' = 'removed'): void {
    const { list, index, count, steps } = this.stretchOf(step);
    // What was chosen is gone; the step above it is where one goes on.
    const above = index > 0 ? formatPath([...list, index - 1]) : ownerOf(formatPath(list), this.#editor.steps)?.key;
    const after = removeSteps(this.#editor.text, { list, index, count });
    this.#apply(after, { chosen: above ?? null, subject: step.key });
    this.#view.close();
    this.#offerUndo(steps.length === 1 ? `“${step.title}” was ${how}.` : `${count} steps were ${how}.`);
  }

  addPart(step: StepView, { field, part }: ListField): void {
    const all = step.raw[field];
    const index = Array.isArray(all) ? all.length : 0;
    if (part) this.#editor.set([...step.path, field, index], structuredClone(part.blank));
  }

  /** The values of a case, while they are typed; they stand instead of a condition that was never written. */
  setValues({ path }: Part, { values, condition }: ListField, text: string): void {
    if (!values || condition === undefined) return;
    const at = [...path, values.field];
    const after = setField(this.#editor.text, at, values.parse(text));
    const unwritten = valueAt(this.#editor.read.definition, [...path, condition]) === '';
    this.#editor.setText(unwritten ? setField(after, [...path, condition], undefined) : after, {
      typing: formatPath(at),
    });
  }

  /** A case of a branch, a branch of a parallel step: with its steps. */
  movePart(step: StepView, { path, index }: Part, by: -1 | 1): void {
    const after = moveStep(this.#editor.text, path.slice(0, -1), index, index + by);
    this.#editor.setText(after, { from: step.key, to: step.key });
  }

  removePart(step: StepView, { path, index }: Part, label: string): void {
    const after = removeSteps(this.#editor.text, { list: path.slice(0, -1), index, count: 1 });
    this.#apply(after, { chosen: step.key, subject: step.key });
    this.#offerUndo(`The ${label.toLowerCase()} was removed.`);
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
