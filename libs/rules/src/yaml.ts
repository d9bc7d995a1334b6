import { parsePath } from '@jarvis/issues/path';
import { MAX_DIGITS } from '@jarvis/json';
import {
  LineCounter,
  isNode,
  isScalar,
  parseDocument,
  stringify,
  visit,
  type Document,
  type YAMLParseError,
} from 'yaml';
import type { Definition } from './definition.js';
import type { Finding } from './problem.js';
import { excessOf } from './yaml-size.js';
import { yamlWords } from './yaml-words.js';

/** The library compares every key of a map with every other; {@link inspect} does it in one pass. */
const OPTIONS = { version: '1.2', schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false } as const;

/** Longest text of a rule, in characters. */
const MAX_LENGTH = 256 * 1024;
/** Most aliases: each stands for all that its anchor holds. */
const MAX_ALIASES = 100;
/** A whole number as YAML writes it; the library reads it as a double. */
const WHOLE = /^(?:[-+]?\d+|0x[\da-f]+|0o[0-7]+)$/i;
/** One mistake can make hundreds of errors; the first ones are those that help. */
const MAX_SHOWN = 10;

/** Reads YAML 1.2 (and so JSON) into plain values; `problems` when it is neither. The work grows with the text only. */
export function parseYaml(text: string): { value: unknown } | { problems: Finding[] } {
  const excess = text.length > MAX_LENGTH ? `is longer than ${MAX_LENGTH} characters` : excessOf(text);
  if (excess !== undefined) return { problems: [tooLarge(excess)] };
  try {
    const lines = new LineCounter();
    const document = withoutStacks(() => parseDocument(text, { ...OPTIONS, lineCounter: lines }));
    if (document.errors.length > 0) {
      return {
        problems: firstOfEachLine(document.errors, lines).map(({ error, line, col }) => {
          const { message, hint } = yamlWords(error);
          return yamlProblem(`Line ${String(line)}, column ${String(col)}: ${message}`, hint);
        }),
      };
    }
    const problems = inspect(document, lines);
    return problems.length > 0 ? { problems } : { value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    if (error instanceof RangeError) return { problems: [tooLarge('is nested too deeply')] };
    const { message, hint } = yamlWords(error instanceof Error ? error : new Error(String(error)));
    return { problems: [yamlProblem(message, hint)] };
  }
}

/** What the parser finds in a line after the first mistake mostly comes of it. */
function firstOfEachLine(errors: readonly YAMLParseError[], lines: LineCounter) {
  const found = new Map<number, { error: YAMLParseError; line: number; col: number }>();
  for (const error of errors) {
    const place = lines.linePos(error.pos[0]);
    if (!found.has(place.line)) found.set(place.line, { error, ...place });
    if (found.size >= MAX_SHOWN) break;
  }
  return [...found.values()];
}

/** A text may hold 60,000 mistakes, and where the parser stood when it noticed each is nobody's question. */
function withoutStacks<T>(parse: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = before;
  }
}

/**
 * What the parser lets pass: a key written twice, more aliases than anybody needs, and `title: Issue #${{ … }}`
 * without quotes, where the text would silently end before the #.
 */
function inspect(document: Document, lines: LineCounter): Finding[] {
  const problems: Finding[] = [];
  let aliases = 0;
  const lineOf = (node: unknown): string => String(isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1);
  visit(document, {
    Alias() {
      aliases += 1;
      if (aliases <= MAX_ALIASES) return undefined;
      problems.unshift(tooLarge(`has more than ${MAX_ALIASES} aliases`));
      return visit.BREAK;
    },
    Map(_key, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        const name = isScalar(key) ? String(key.value) : undefined;
        if (name !== undefined && seen.has(name))
          problems.push(
            yamlProblem(
              `Line ${lineOf(key)}: there is a field “${name}” already.`,
              'Remove one of the two, or rename it.',
            ),
          );
        if (name !== undefined) seen.add(name);
        if (problems.length >= MAX_SHOWN) return visit.BREAK;
      }
      return undefined;
    },
    Scalar(_key, node) {
      const { value, source = '' } = node;
      if (typeof value === 'number' && !Number.isSafeInteger(value) && WHOLE.test(source)) {
        if (source.length <= MAX_DIGITS) node.value = BigInt(source);
        else problems.push(longNumber(source, lineOf(node)));
        return problems.length >= MAX_SHOWN ? visit.BREAK : undefined;
      }
      if (!node.comment?.includes('${{') || !node.range) return undefined;
      const message = `Line ${lineOf(node)}: what follows # is a comment to YAML, and it holds an expression.`;
      problems.push(yamlProblem(message, 'Put the whole text into quotes.'));
      return problems.length >= MAX_SHOWN ? visit.BREAK : undefined;
    },
  });
  return problems.slice(0, MAX_SHOWN);
}

function longNumber(written: string, line: string): Finding {
  const message = `Line ${line}: the number ${written.slice(0, 40)}… has more than ${MAX_DIGITS} digits.`;
  return yamlProblem(message, 'Put it into quotes.');
}

function tooLarge(excess: string): Finding {
  return { path: '', code: 'too-large', message: `The text ${excess}.`, hint: 'Split it into several rules.' };
}

function yamlProblem(message: string, hint: string): Finding {
  return { path: '', code: 'invalid-yaml', message, hint };
}

/** Where a problem's path stands in YAML text (1-based), or its closest existing parent. */
export function locateInYaml(text: string, path: string): Place | undefined {
  return locatorOf(text)?.(path);
}

interface Place {
  line: number;
  column: number;
}

/** Finds the places of many paths in one text, which is read once; undefined for a text that nobody should parse. */
export function locatorOf(text: string): ((path: string) => Place | undefined) | undefined {
  const read = readDocument(text);
  if (read === undefined) return undefined;
  const { document, lines } = read;
  return (path) => {
    const segments = parsePath(path);
    if (!segments) return undefined;
    for (let length = segments.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(segments.slice(0, length), true);
      if (!isNode(node) || !node.range) continue;
      const { line, col } = lines.linePos(node.range[0]);
      return { line, column: col };
    }
    return undefined;
  };
}

/** The nodes of a text with their places; undefined for one that is too big to be parsed. */
export function readDocument(text: string): { document: Document; lines: LineCounter } | undefined {
  if (text.length > MAX_LENGTH || excessOf(text) !== undefined) return undefined;
  const lines = new LineCounter();
  return { document: withoutStacks(() => parseDocument(text, { ...OPTIONS, lineCounter: lines })), lines };
}

/** Writes a definition as YAML, fields in the order people expect. */
export function stringifyDefinition(definition: Definition): string {
  return stringify(definition, { version: '1.2', schema: 'core', lineWidth: 100, aliasDuplicateObjects: false });
}
