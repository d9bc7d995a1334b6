import type { Path } from '@jarvis/issues/path';
import { ASIDES } from '@jarvis/steps/display';
import { isMap, isNode, isSeq, type Document, type YAMLSeq } from 'yaml';
import { change } from './rule-text.js';

/** YAML gives the comment above the first item to the list; people mean the item. */
function claimComment(steps: YAMLSeq): void {
  const [first] = steps.items;
  if (!steps.commentBefore || !isNode(first)) return;
  first.commentBefore = steps.commentBefore;
  steps.commentBefore = null;
}

/** No empty line before the first step, whatever stood there. */
function closeTop(steps: YAMLSeq): void {
  const [first] = steps.items;
  if (isNode(first)) first.spaceBefore = false;
}

/** Puts a step into a list at a position; makes the list where there is none. */
export function insertStep(text: string, list: Path, index: number, step: Record<string, unknown>): string {
  return change(text, (document) => {
    const steps = document.getIn(list, true);
    const node = document.createNode(step);
    if (!isSeq(steps)) {
      document.setIn(list, document.createNode([step]));
      return;
    }
    claimComment(steps);
    // An empty list is written `[]`; steps belong on lines of their own.
    steps.flow = false;
    if (index > 0) node.spaceBefore = true;
    steps.items.splice(index, 0, node);
  });
}

/** Writes what stands beside a step, in place of a word that stood there. */
export function addAside(text: string, at: Path, group: Record<string, unknown>): string {
  return change(text, (document) => document.setIn(at, document.createNode(group)));
}

/** Without steps a group beside a step means nothing; what the run does after a failure stays. */
function closeAside(document: Document, list: Path): void {
  const field = ASIDES.find(({ field, within }) => field === list.at(-2) && within === list.at(-1))?.field;
  const steps = document.getIn(list, true);
  if (field === undefined || typeof list.at(-3) !== 'number' || !isSeq(steps) || steps.items.length > 0) return;
  const group = list.slice(0, -1);
  const then = document.getIn([...group, 'then']);
  if (field === 'onError' && then !== 'fail') document.setIn(group, 'continue');
  else document.deleteIn(group);
}

/** Puts a copy of a step below it. `ids` are those of the copy and of the steps in it, by their path in the step. */
export function duplicateStep(
  text: string,
  { list, index }: { list: Path; index: number },
  ids: readonly { path: Path; id: string }[],
): string {
  return change(text, (document) => {
    const steps = document.getIn(list, true);
    if (!isSeq(steps)) return;
    claimComment(steps);
    const original = steps.items[index];
    if (!isNode(original)) return;
    const copy = original.clone();
    if (isMap(copy)) {
      delete copy.commentBefore;
      copy.spaceBefore = true;
    }
    steps.items.splice(index + 1, 0, copy);
    for (const { path, id } of ids) document.setIn([...list, index + 1, ...path, 'id'], id);
  });
}

export function removeStep(text: string, list: Path, index: number): string {
  return change(text, (document) => {
    const steps = document.getIn(list, true);
    if (!isSeq(steps)) return;
    claimComment(steps);
    steps.items.splice(index, 1);
    closeTop(steps);
    closeAside(document, list);
  });
}

/** Moves a step within its list, with the comments on it. */
export function moveStep(text: string, list: Path, from: number, to: number): string {
  return change(text, (document) => {
    const steps = document.getIn(list, true);
    if (!isSeq(steps) || to < 0 || to >= steps.items.length) return;
    claimComment(steps);
    const [moved] = steps.items.splice(from, 1);
    if (moved !== undefined) steps.items.splice(to, 0, moved);
    closeTop(steps);
  });
}

/** A place between the steps of a list. */
export interface Place {
  list: Path;
  index: number;
}

/** Where a place lies once a step has been taken out; undefined for a place inside of that step. */
export function placeWithout({ list, index }: Place, taken: Place): Place | undefined {
  const depth = taken.list.length;
  const isBelow = taken.list.every((part, at) => part === list[at]);
  if (!isBelow) return { list, index };
  if (list.length === depth) return { list, index: index > taken.index ? index - 1 : index };
  const at = list[depth];
  if (at === taken.index) return undefined;
  const moves = typeof at === 'number' && at > taken.index;
  return { list: moves ? [...list.slice(0, depth), at - 1, ...list.slice(depth + 1)] : list, index };
}

/** Moves a step into another list, or elsewhere in its own, with the comments on it. */
export function moveStepTo(text: string, from: Place, to: Place): string {
  const place = placeWithout(to, from);
  if (!place) return text;
  return change(text, (document) => {
    const source = document.getIn(from.list, true);
    if (!isSeq(source)) return;
    claimComment(source);
    const [moved] = source.items.splice(from.index, 1);
    closeTop(source);
    if (String(place.list) !== String(from.list)) closeAside(document, from.list);
    if (!isNode(moved)) return;
    if (!isSeq(document.getIn(place.list, true))) document.setIn(place.list, document.createNode([]));
    const target = document.getIn(place.list, true);
    if (!isSeq(target)) return;
    claimComment(target);
    target.flow = false;
    moved.spaceBefore = place.index > 0;
    target.items.splice(place.index, 0, moved);
  });
}
