import { ExpressionError } from './errors.js';
import { decodeBytes, decodeText, numberOf } from './literals.js';
import type { Literal } from './syntax.js';

/** A word, a sign, a literal, a name in back quotes, or the end. */
export interface Token {
  kind: 'name' | 'quoted-name' | 'literal' | 'sign' | 'end';
  text: string;
  value?: Literal;
  start: number;
  end: number;
}

const SPACE = /(?:[\t\n\f\r ]+|\/\/[^\n\r]*)+/y;
const NUMBER = /0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.\d+|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?|\d+[uU]?/y;
const TEXT_START = /(?:[rR][bB]?|[bB][rR]?)?("""|'''|"|')/y;
const NAME = /[_a-zA-Z][_a-zA-Z0-9]*/y;
const QUOTED_NAME = /`([a-zA-Z0-9_./\- ]+)`/y;
const SIGN = /&&|\|\||[=!<>]=|[-+*/%<>!?:.,()[\]{}]/y;

/**
 * Splits a source into tokens ({@link https://github.com/cel-expr/cel-spec/blob/master/doc/langdef.md#syntax}).
 * @throws {ExpressionError} `syntax` with the place.
 */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    return pattern.exec(source);
  };
  const push = (token: Omit<Token, 'start' | 'end' | 'text'>, end: number): void => {
    tokens.push({ ...token, text: source.slice(position, end), start: position, end });
    position = end;
  };

  for (;;) {
    position += take(SPACE)?.[0].length ?? 0;
    if (position >= source.length) break;
    const start = position;
    try {
      const opening = take(TEXT_START);
      const number = take(NUMBER);
      const name = take(NAME);
      const quoted = take(QUOTED_NAME);
      const sign = take(SIGN);
      if (opening) {
        const [whole, quote = '"'] = opening;
        const prefix = whole.slice(0, -quote.length).toLowerCase();
        const from = position + whole.length;
        const close = endOfText(source, from, quote, prefix.includes('r'));
        const written = { written: source.slice(from, close), raw: prefix.includes('r') };
        push(
          { kind: 'literal', value: prefix.includes('b') ? decodeBytes(written) : decodeText(written) },
          close + quote.length,
        );
      } else if (number) push({ kind: 'literal', value: numberOf(number[0]) }, position + number[0].length);
      else if (name) push({ kind: 'name' }, position + name[0].length);
      else if (quoted) push({ kind: 'quoted-name' }, position + quoted[0].length);
      else if (sign) push({ kind: 'sign' }, position + sign[0].length);
      else
        throw new ExpressionError(
          'syntax',
          `“${String.fromCodePoint(source.codePointAt(position) ?? 0)}” does not belong here`,
        );
    } catch (error) {
      throw error instanceof ExpressionError ? error.locate(source, { start, end: start + 1 }) : error;
    }
  }
  return [...tokens, { kind: 'end', text: '', start: source.length, end: source.length }];
}

/** Where the closing quote stands. */
function endOfText(source: string, from: number, quote: string, raw: boolean): number {
  for (let index = from; index < source.length; index++) {
    if (source.startsWith(quote, index)) return index;
    const character = source[index];
    if (character === '\\' && !raw) index++;
    else if (quote.length === 1 && (character === '\n' || character === '\r')) {
      throw new ExpressionError(
        'syntax',
        'Text in single quotes ends on its line; several lines need three quotes (""")',
      );
    }
  }
  throw new ExpressionError('syntax', 'Text that starts here is not closed');
}
