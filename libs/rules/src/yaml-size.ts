import { Lexer } from 'yaml';

/** Most lexical parts of a text. A rule of 200 steps has about 20,000. */
const MAX_PARTS = 60_000;
/** Deepest nesting of lists and maps, however it is written. */
const MAX_NESTING = 64;

/** What the lexer puts before a plain or block scalar, whose text comes next. */
const SCALAR = '\u001F';

/**
 * What makes a text too big to be parsed, in words: it has too many parts, or nests too deeply. Only the lexer reads
 * it, in one pass and without recursion: the parser recurses, and a text that exhausts its stack can end the process.
 */
export function excessOf(text: string): string | undefined {
  const indents: number[] = [];
  let parts = 0;
  let brackets = 0;
  /** Lists and maps opened on this line, as in `- - key:`. */
  let compact = 0;
  let isScalar = false;
  let isLineStart = true;

  for (const part of new Lexer().lex(text)) {
    parts += 1;
    if (parts > MAX_PARTS) return `has more than ${MAX_PARTS} parts (names, values, brackets, line breaks)`;
    if (isScalar) {
      isScalar = false;
      continue;
    }
    if (part === '\n' || part === '\r\n') {
      isLineStart = brackets === 0;
      if (isLineStart) compact = 0;
      continue;
    }
    if (isLineStart && brackets === 0) {
      const indent = /^ *$/.test(part) ? part.length : 0;
      while ((indents.at(-1) ?? -1) >= indent) indents.pop();
      indents.push(indent);
      isLineStart = false;
    }
    if (part === SCALAR) isScalar = true;
    else if (part === '[' || part === '{') brackets += 1;
    else if (part === ']' || part === '}') brackets = Math.max(0, brackets - 1);
    else if (brackets === 0 && (part === '-' || part === '?' || part === ':')) compact += 1;
    if (indents.length + compact + brackets > MAX_NESTING) return `nests deeper than ${MAX_NESTING} levels`;
  }
  return undefined;
}
