import type { Path } from '@jarvis/issues/path';
import { STEP_DISPLAYS } from '@jarvis/steps/display';
import { formOf } from '@jarvis/steps/form';
import {
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type YAMLSeq,
} from 'yaml';

const PARSE = { version: '1.2', schema: 'core', merge: false, uniqueKeys: true, prettyErrors: false } as const;
const WRITE = { lineWidth: 0, flowCollectionPadding: true } as const;

export interface ReadRule {
  /** What the text says; null while it cannot be read. */
  definition: Record<string, unknown> | null;
  /** Why it cannot be read, with its place (1-based). */
  error: { message: string; line: number; column: number } | null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads the YAML of a rule for the form. */
export function readRule(text: string): ReadRule {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...PARSE, lineCounter: lines });
  const [first] = document.errors;
  if (first) {
    const { line, col } = lines.linePos(first.pos[0]);
    return { definition: null, error: { message: `${first.message.replace(/[.\s]+$/, '')}.`, line, column: col } };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (isRecord(value)) return { definition: value, error: null };
    if (value === null || value === undefined) return { definition: {}, error: null };
  } catch (cause) {
    return {
      definition: null,
      error: { message: cause instanceof Error ? cause.message : String(cause), line: 1, column: 1 },
    };
  }
  return {
    definition: null,
    error: { message: 'A rule is a map of fields: format, name, trigger, steps.', line: 1, column: 1 },
  };
}

/** Applies a change to the parsed text, so that comments, order and the person's own style stay. */
function change(text: string, apply: (document: Document) => void): string {
  const document: Document = parseDocument(text, PARSE);
  if (document.errors.length > 0) return text;
  if (document.contents === null) document.contents = document.createNode({});
  apply(document);
  return document.toString(WRITE);
}

/** Sets one field; undefined removes it. A scalar keeps its quoting, its block style and the comment beside it. */
export function setField(text: string, path: Path, value: unknown): string {
  return change(text, (document) => {
    if (value === undefined) {
      document.deleteIn(path);
      pruneEmpty(document, path.slice(0, -1));
      return;
    }
    const node = document.getIn(path, true);
    if (isScalar(node) && (value === null || typeof value !== 'object')) {
      if (typeof value !== typeof node.value) delete node.type;
      node.value = value;
      // A plain or quoted scalar cannot hold lines readably; let YAML choose.
      if (typeof value === 'string' && value.includes('\n')) node.type = 'BLOCK_LITERAL';
      return;
    }
    document.setIn(path, document.createNode(value));
  });
}

/** Gives a field another name in its place. */
export function renameField(text: string, path: Path, name: string): string {
  return change(text, (document) => {
    const parent = document.getIn(path.slice(0, -1), true);
    if (!isMap(parent) || parent.has(name)) return;
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
    if (pair && isScalar(pair.key)) pair.key.value = name;
  });
}

/** Lets what reads a step's output, or asks about the step, follow its new id. */
export function renameReferences(text: string, before: string, after: string): string {
  const reference = new RegExp(String.raw`(?<![\w.])steps\.${before}(?![\w-])`, 'g');
  const inExpression = (source: string) => source.replaceAll(reference, `steps.${after}`);
  return change(text, (document) => {
    visit(document, {
      Scalar(key, node, path) {
        if (typeof node.value !== 'string' || key === 'key') return;
        const [map, pair] = path.slice(-2);
        const field = isPair(pair) && isScalar(pair.key) ? pair.key.value : undefined;
        const kind = isMap(map) ? String(map.get('kind')) : '';
        if (isExpression(field, kind)) node.value = inExpression(node.value);
        else if (node.value === before && modeOf(field, kind) === 'later-action') node.value = after;
        else node.value = node.value.replaceAll(/\$\{\{.*?\}\}/gs, inExpression);
      },
    });
  });
}

const modeOf = (field: unknown, kind: string) =>
  [...formOf(kind).fields, ...formOf(kind).settings].find(({ path }) => path.length === 1 && path[0] === field)?.mode;

/** Whether a field is one expression, without `${{ }}`: of a step of a kind, or of a case, which has none. */
const isExpression = (field: unknown, kind: string): boolean =>
  modeOf(field, kind) === 'condition' ||
  Object.values(STEP_DISPLAYS).some(({ lists }) => lists.some(({ condition }) => condition === field));

/** `with: {}` left behind by the last removed field says nothing. Lists stay: an empty list is a statement. */
function pruneEmpty(document: Document, path: Path): void {
  if (path.length === 0) return;
  const parent = document.getIn(path, true);
  if (isMap(parent) && parent.items.length === 0) document.deleteIn(path);
}

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

/** The part of a text that a change touched: the editor replaces only that, so the cursor and the scroll stay. */
export function smallestEdit(before: string, after: string): { from: number; to: number; insert: string } {
  let from = 0;
  const shorter = Math.min(before.length, after.length);
  while (from < shorter && before[from] === after[from]) from++;
  let tail = 0;
  while (tail < shorter - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) };
}
