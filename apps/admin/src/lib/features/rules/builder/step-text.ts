import type { Path } from '@jarvis/issues/path';
import { ASIDES } from '@jarvis/steps/display';
import { isNode, isSeq, type Document, type YAMLSeq } from 'yaml';
import { change } from './rule-text.js';

/** YAML gives the comment above the first item to the list; people mean the item. */
export function claimComment(steps: YAMLSeq): void {
  const [first] = steps.items;
  if (!steps.commentBefore || !isNode(first)) return;
  first.commentBefore = steps.commentBefore;
  steps.commentBefore = null;
}

/** The list at a path, made where there is none, with its steps on lines of their own. */
export function openList(document: Document, list: Path): YAMLSeq | undefined {
  if (!isSeq(document.getIn(list, true))) document.setIn(list, document.createNode([]));
  const steps = document.getIn(list, true);
  if (!isSeq(steps)) return undefined;
  claimComment(steps);
  // An empty list is written `[]`.
  steps.flow = false;
  return steps;
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

export function removeSteps(text: string, { list, index, count }: Stretch): string {
  return change(text, (document) => {
    const steps = document.getIn(list, true);
    if (!isSeq(steps)) return;
    claimComment(steps);
    steps.items.splice(index, count);
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

/** Steps that stand below each other in one list. */
export interface Stretch extends Place {
  count: number;
}

/** Where a place lies once steps have been taken out; undefined for a place inside of one of them. */
export function placeWithout({ list, index }: Place, taken: Stretch): Place | undefined {
  const depth = taken.list.length;
  const isBelow = taken.list.every((part, at) => part === list[at]);
  if (!isBelow) return { list, index };
  const end = taken.index + taken.count;
  const without = (at: number) => (at >= end ? at - taken.count : Math.min(at, taken.index));
  if (list.length === depth) return { list, index: without(index) };
  const at = list[depth];
  if (typeof at !== 'number') return { list, index };
  if (at >= taken.index && at < end) return undefined;
  return { list: [...list.slice(0, depth), without(at), ...list.slice(depth + 1)], index };
}

/** Moves steps into another list, or elsewhere in their own, with the comments on them. */
export function moveStepsTo(text: string, from: Stretch, to: Place): string {
  const place = placeWithout(to, from);
  if (!place) return text;
  return change(text, (document) => {
    const source = document.getIn(from.list, true);
    if (!isSeq(source)) return;
    claimComment(source);
    const moved = source.items.splice(from.index, from.count);
    closeTop(source);
    if (String(place.list) !== String(from.list)) closeAside(document, from.list);
    const target = openList(document, place.list);
    if (!target) return;
    moved.forEach((step, at) => {
      if (isNode(step)) step.spaceBefore = place.index + at > 0;
    });
    target.items.splice(place.index, 0, ...moved);
  });
}
