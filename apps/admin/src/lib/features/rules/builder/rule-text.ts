import type { Path } from '@jarvis/issues/path';
import { yamlWords } from '@jarvis/rules/yaml-words';
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';

export const PARSE = { version: '1.2', schema: 'core', merge: false, uniqueKeys: true, prettyErrors: false } as const;
export const WRITE = { lineWidth: 0, flowCollectionPadding: true } as const;

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
    return { definition: null, error: { message: wordsOf(first), line, column: col } };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (isRecord(value)) return { definition: value, error: null };
    if (value === null || value === undefined) return { definition: {}, error: null };
  } catch (cause) {
    const message = wordsOf(cause instanceof Error ? cause : new Error(String(cause)));
    return { definition: null, error: { message, line: 1, column: 1 } };
  }
  return {
    definition: null,
    error: { message: 'A rule is a map of fields: format, name, trigger, steps.', line: 1, column: 1 },
  };
}

function wordsOf(error: Error): string {
  const { message, hint } = yamlWords(error);
  return `${message} ${hint}`;
}

/** Applies a change to the parsed text, so that comments, order and the person's own style stay. */
export function change(text: string, apply: (document: Document) => void): string {
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

/** `with: {}` left behind by the last removed field says nothing. Lists stay: an empty list is a statement. */
function pruneEmpty(document: Document, path: Path): void {
  if (path.length === 0) return;
  const parent = document.getIn(path, true);
  if (isMap(parent) && parent.items.length === 0) document.deleteIn(path);
}
