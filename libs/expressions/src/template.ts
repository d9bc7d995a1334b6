import { ExpressionError } from './errors.js';

/** A piece of a template: text as it stands, or an expression. Offsets are those of the whole string. */
export type TemplatePart = { text: string } | { expression: string; start: number; end: number };

const OPEN = '${{';

/**
 * Splits a string into text and `${{ … }}` expressions. Quotes and braces inside an expression are understood,
 * so `${{ {"a": "}}"} }}` is one expression. `$${{` writes `${{` itself.
 * @throws {ExpressionError} `syntax` when an expression is not closed.
 */
export function parseTemplate(source: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = '';
  let position = 0;
  while (position < source.length) {
    const open = source.indexOf(OPEN, position);
    if (open < 0) break;
    if (source[open - 1] === '$' && open > position) {
      text += source.slice(position, open - 1) + OPEN;
      position = open + OPEN.length;
      continue;
    }
    text += source.slice(position, open);
    const close = findClose(source, open + OPEN.length);
    if (close === undefined) {
      throw new ExpressionError('syntax', `An expression that starts at character ${String(open + 1)} is not closed.`, {
        hint: 'Write }} after it; to write ${{ as text use $${{.',
        span: { start: open, end: source.length },
        source,
      });
    }
    if (text !== '') parts.push({ text });
    text = '';
    parts.push({ expression: source.slice(open + OPEN.length, close).trim(), start: open, end: close + 2 });
    position = close + 2;
  }
  text += source.slice(position);
  if (text !== '') parts.push({ text });
  return parts;
}

/** The expression in a string that is exactly one `${{ … }}`; undefined for anything else. */
export function soleExpression(source: string): string | undefined {
  if (!source.trim().startsWith(OPEN)) return undefined;
  const [only, ...rest] = parseTemplate(source.trim());
  return only && 'expression' in only && rest.length === 0 ? only.expression : undefined;
}

/** Takes the optional `${{ }}` off a condition. */
export function unwrapExpression(source: string): string {
  return soleExpression(source) ?? source.trim();
}

/** Where the `}}` stands that ends the expression: outside of quotes, comments and braces. */
function findClose(source: string, from: number): number | undefined {
  let depth = 0;
  for (let index = from; index < source.length; index++) {
    const character = source[index];
    if (character === '"' || character === "'") {
      const after = skipString(source, index);
      if (after === undefined) return undefined;
      index = after - 1;
    } else if (character === '/' && source[index + 1] === '/') {
      const lineEnd = source.indexOf('\n', index);
      if (lineEnd < 0) return undefined;
      index = lineEnd;
    } else if (character === '{') depth++;
    else if (character === '}') {
      if (depth > 0) depth--;
      else if (source[index + 1] === '}') return index;
    }
  }
  return undefined;
}

/** The position after a CEL string literal that starts here; undefined when it is not closed. */
function skipString(source: string, from: number): number | undefined {
  const quote = source[from] ?? '"';
  const long = source.startsWith(quote.repeat(3), from);
  const end = long ? quote.repeat(3) : quote;
  const raw = /(?:^|[^_a-zA-Z0-9])(?:[rR][bB]?|[bB][rR])$/.test(source.slice(Math.max(0, from - 3), from));
  for (let index = from + end.length; index < source.length; index++) {
    if (source[index] === '\\' && !raw) index++;
    else if (source.startsWith(end, index)) return index + end.length;
  }
  return undefined;
}
