import { LineCounter, isNode, parseDocument, stringify, visit, type Document } from 'yaml';
import type { Definition } from './definition.js';
import { parsePath, type Problem } from './problem.js';
import { MAX_TEXT } from './guard.js';

const OPTIONS = { version: '1.2', schema: 'core', merge: false, uniqueKeys: true, prettyErrors: false } as const;

/** One mistake can make hundreds of errors; the first ones are those that help. */
const MAX_SHOWN = 10;

/** Reads YAML 1.2 (and so JSON) into plain values; `problems` when it is neither. */
export function parseYaml(text: string): { value: unknown } | { problems: Problem[] } {
  if (text.length > MAX_TEXT) {
    return {
      problems: [
        {
          path: '',
          code: 'too-large',
          message: `The text is longer than ${MAX_TEXT} characters.`,
          hint: 'Split it into several rules.',
        },
      ],
    };
  }
  try {
    const lines = new LineCounter();
    const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
    if (document.errors.length > 0) {
      return {
        problems: document.errors.slice(0, MAX_SHOWN).map((error) => {
          const { line, col } = lines.linePos(error.pos[0]);
          return yamlProblem(`Line ${String(line)}, column ${String(col)}: ${error.message}`);
        }),
      };
    }
    const swallowed = swallowedExpressions(document, lines);
    if (swallowed.length > 0) return { problems: swallowed };
    // Aliases are limited so that a few lines cannot grow into gigabytes.
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    // An anchor that holds itself is a value nobody can write down.
    JSON.stringify(value);
    return { value };
  } catch (error) {
    return { problems: [yamlProblem(reasonOf(error))] };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'It is nested too deeply.';
  if (error instanceof TypeError) return 'An anchor holds itself.';
  return error instanceof Error ? error.message : String(error);
}

/** `title: Issue #${{ … }}` without quotes is a comment to YAML: the text would silently end before the #. */
function swallowedExpressions(document: Document, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Scalar(_key, node) {
      if (!node.comment?.includes('${{') || !node.range) return;
      const { line } = lines.linePos(node.range[0]);
      problems.push({
        path: '',
        code: 'invalid-yaml',
        message: `Line ${String(line)}: what follows # is a comment to YAML, and it holds an expression.`,
        hint: 'Put the whole text into quotes.',
      });
    },
  });
  return problems;
}

function yamlProblem(detail: string): Problem {
  return {
    path: '',
    code: 'invalid-yaml',
    message: `The text cannot be read as YAML or JSON. ${detail}`,
    hint: 'Check the indentation and quotes there.',
  };
}

/** Where a problem's path stands in YAML text (1-based), or its closest existing parent. */
export function locateInYaml(text: string, path: string): { line: number; column: number } | undefined {
  const segments = parsePath(path);
  if (!segments || text.length > MAX_TEXT) return undefined;
  const lines = new LineCounter();
  const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
  for (let length = segments.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(segments.slice(0, length), true);
    if (!isNode(node) || !node.range) continue;
    const { line, col } = lines.linePos(node.range[0]);
    return { line, column: col };
  }
  return undefined;
}

/** Writes a definition as YAML, fields in the order people expect. */
export function stringifyDefinition(definition: Definition): string {
  return stringify(definition, { version: '1.2', schema: 'core', lineWidth: 100, aliasDuplicateObjects: false });
}
