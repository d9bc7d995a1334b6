import { ExpressionError } from './errors.js';
import { tokensOf, type Token } from './lexer.js';
import { numberOf } from './literals.js';
import type { BinaryOperator } from './operators.js';
import { childrenOf, type Node } from './syntax.js';
import { assertAllowedName, MAX_INT } from './values.js';

/** Longest source of one expression, in characters; as in the nodes of a plan (`libs/steps`). */
export const MAX_SOURCE_LENGTH = 4096;
/** Deepest nesting of an expression; `a + b + c` nests twice. */
const MAX_EXPRESSION_DEPTH = 100;
/** Deepest nesting of brackets, which is what the parser's own stack holds. */
const MAX_BRACKET_DEPTH = 48;
const MAX_NODES = 2000;
const MAX_ENTRIES = 200;
const MAX_ARGUMENTS = 32;

/** Words that other languages use; CEL keeps them free ({@link https://github.com/cel-expr/cel-spec/blob/master/doc/langdef.md}). */
const RESERVED = new Set(
  'as break const continue else for function if import in let loop package namespace return var void while'.split(' '),
);

/** Binary operators by how tightly they bind; all of them take the left side first. */
const LEVELS: readonly ReadonlySet<string>[] = [
  new Set(['<', '<=', '>', '>=', '==', '!=', 'in']),
  new Set(['+', '-']),
  new Set(['*', '/', '%']),
];

/**
 * Parses one expression (without `${{ }}`).
 * @throws {ExpressionError} `syntax` with the place, `too-complex`, or `forbidden-name`.
 */
export function parseExpression(source: string): Node {
  if (source.length > MAX_SOURCE_LENGTH) {
    throw new ExpressionError('too-complex', `The expression is longer than ${String(MAX_SOURCE_LENGTH)} characters.`, {
      hint: 'Split it over several steps.',
    });
  }
  if (source.trim() === '')
    throw new ExpressionError('syntax', 'The expression is empty.', {
      hint: 'Write an expression, or a literal such as "text".',
    });
  try {
    const node = new Parser(tokensOf(source)).whole();
    inspect(node, 0);
    return node;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw error.code === 'syntax'
      ? withPlaceInWords(error, source)
      : error.locate(source, { start: 0, end: source.length });
  }
}

/** Whether expressions can read a field of this name after a dot, as it is. */
export function isFieldName(name: string): boolean {
  try {
    return parseExpression(`x.${name}`).op === '.';
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

function withPlaceInWords(error: ExpressionError, source: string): ExpressionError {
  const span = error.span ?? { start: 0, end: source.length };
  return new ExpressionError('syntax', `${error.message} (at character ${String(span.start + 1)}).`, {
    hint: error.hint ?? 'Expressions are CEL, for example event.issue.title or size(event.items) > 0.',
    span,
    source,
  });
}

/** Recursive descent over the grammar of CEL, one method a rule. */
class Parser {
  #position = 0;
  #depth = 0;
  #nodes = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Node {
    const node = this.expression();
    if (this.#token.kind !== 'end') throw this.#unexpected();
    return node;
  }

  /** `a ? b : c`. */
  private expression(): Node {
    if (++this.#depth > MAX_BRACKET_DEPTH) throw tooComplex();
    const condition = this.logical('||');
    let node = condition;
    if (this.#accept('?')) {
      const yes = this.logical('||');
      this.#expect(':');
      const no = this.expression();
      node = this.#node({ op: '?:', args: [condition, yes, no], start: condition.start, end: no.end });
    }
    this.#depth--;
    return node;
  }

  private logical(operator: '||' | '&&'): Node {
    const operand = (): Node => (operator === '||' ? this.logical('&&') : this.binary(0));
    let left = operand();
    while (this.#accept(operator)) {
      const right = operand();
      left = this.#node({ op: operator, args: [left, right], start: left.start, end: right.end });
    }
    return left;
  }

  private binary(level: number): Node {
    const operators = LEVELS[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    while (operators.has(this.#token.text) && this.#token.kind !== 'literal') {
      const operator = this.#next().text;
      const right = this.binary(level + 1);
      left = this.#node({ op: binaryOperator(operator), args: [left, right], start: left.start, end: right.end });
    }
    return left;
  }

  private unary(): Node {
    const { text, kind } = this.#token;
    if (kind !== 'sign' || (text !== '!' && text !== '-')) return this.member();
    const signs: Token[] = [];
    while (this.#token.kind === 'sign' && this.#token.text === text) signs.push(this.#next());
    const negative = text === '-' && typeof this.#token.value === 'bigint' ? signs.pop() : undefined;
    let operand = this.member(negative);
    for (const sign of signs.reverse()) {
      operand = this.#node({ op: text === '!' ? '!_' : '-_', args: operand, start: sign.start, end: operand.end });
    }
    return operand;
  }

  /** A value and the fields, calls and positions after it. */
  private member(negative?: Token): Node {
    let node = this.primary(negative);
    for (;;) {
      if (this.#accept('.')) {
        const optional = this.#accept('?');
        const name = this.selector();
        if (!optional && name.kind === 'name' && this.#accept('(')) {
          const args = this.list(')', MAX_ARGUMENTS, () => this.expression());
          node = this.#node({ op: 'rcall', args: [name.text, node, args], start: node.start, end: this.#end });
        } else {
          const field = name.kind === 'name' ? name.text : name.text.slice(1, -1);
          node = this.#node({ op: optional ? '.?' : '.', args: [node, field], start: node.start, end: this.#end });
        }
      } else if (this.#accept('[')) {
        const optional = this.#accept('?');
        const key = this.expression();
        this.#expect(']');
        node = this.#node({ op: optional ? '[?]' : '[]', args: [node, key], start: node.start, end: this.#end });
      } else if (this.#token.text === '{' && isPath(node)) {
        throw this.#problem('Messages of protocol buffers do not exist here; a map is written {"name": value}');
      } else return node;
    }
  }

  private selector(): Token {
    const token = this.#token;
    if (token.kind === 'quoted-name' || (token.kind === 'name' && token.text !== 'in')) return this.#next();
    if (token.kind === 'name')
      throw this.#problem(`“${token.text}” is a word of expressions; as a field’s name it stands in back quotes`);
    throw this.#problem('A field’s name belongs after the dot; in back quotes it may hold - . / and spaces');
  }

  private primary(negative?: Token): Node {
    const token = this.#token;
    const start = (negative ?? token).start;
    if (token.kind === 'literal') {
      this.#next();
      const value = token.value ?? null;
      if (typeof value === 'bigint' && negative) {
        return this.#node({ op: 'value', args: numberOf(token.text, '-'), start, end: token.end });
      }
      if (typeof value === 'bigint' && value > MAX_INT) {
        throw this.#problem(`${token.text} does not fit into 64 bits`, token);
      }
      return this.#node({ op: 'value', args: value, start, end: token.end });
    }
    if (token.kind === 'name') return this.name(false);
    if (this.#accept('.')) return this.name(true);
    if (this.#accept('(')) {
      const node = this.expression();
      this.#expect(')');
      return node;
    }
    if (this.#accept('[')) {
      const items = this.list(']', MAX_ENTRIES, () => this.entry());
      return this.#node({ op: 'list', args: items, start, end: this.#end });
    }
    if (this.#accept('{')) {
      const entries = this.list('}', MAX_ENTRIES, (): [Node, Node] => {
        const key = this.entry();
        this.#expect(':');
        return [key, this.expression()];
      });
      return this.#node({ op: 'map', args: entries, start, end: this.#end });
    }
    throw this.#unexpected();
  }

  /** `?x` or `x`. */
  private entry(): Node {
    const { start } = this.#token;
    if (!this.#accept('?')) return this.expression();
    const value = this.expression();
    return this.#node({ op: '?_', args: value, start, end: value.end });
  }

  /** A variable, a function's call, or one of the three words that are values. With a dot before it: of the outermost scope. */
  private name(outermost: boolean): Node {
    const token = this.#token;
    const { text, start, end } = token;
    if (token.kind !== 'name') throw this.#unexpected();
    if (RESERVED.has(text)) throw this.#problem(`“${text}” is a reserved word and cannot be a name here`);
    this.#next();
    if (!outermost && (text === 'true' || text === 'false')) {
      return this.#node({ op: 'value', args: text === 'true', start, end });
    }
    if (!outermost && text === 'null') return this.#node({ op: 'value', args: null, start, end });
    if (this.#accept('(')) {
      const args = this.list(')', MAX_ARGUMENTS, () => this.expression());
      return this.#node({ op: 'call', args: [text, args], start, end: this.#end });
    }
    return this.#node({ op: 'id', args: outermost ? `.${text}` : text, start, end });
  }

  /** Items between commas up to a closing bracket, which is taken too; a comma may stand before it. */
  private list<T>(close: string, most: number, item: () => T): T[] {
    const items: T[] = [];
    while (!this.#accept(close)) {
      if (items.length > 0) {
        this.#expect(',', `, or ${close}`);
        if (close !== ')' && this.#accept(close)) break;
      }
      items.push(item());
      if (items.length > most) throw tooComplex();
    }
    return items;
  }

  get #token(): Token {
    const token = this.tokens[this.#position];
    if (!token) throw new RangeError('The list of tokens ends without its end.');
    return token;
  }

  /** Where the last token ended. */
  get #end(): number {
    return this.tokens[this.#position - 1]?.end ?? 0;
  }

  #next(): Token {
    const token = this.#token;
    if (token.kind !== 'end') this.#position++;
    return token;
  }

  #accept(sign: string): boolean {
    if (this.#token.kind !== 'sign' || this.#token.text !== sign) return false;
    this.#next();
    return true;
  }

  #expect(sign: string, words = sign): void {
    if (!this.#accept(sign)) throw this.#unexpected(words);
  }

  #node(node: Node): Node {
    if (++this.#nodes > MAX_NODES) throw tooComplex();
    return node;
  }

  #unexpected(wanted?: string): ExpressionError {
    const found = this.#token.kind === 'end' ? 'The expression ends' : `“${this.#token.text.slice(0, 40)}” stands`;
    return this.#problem(`${found} where ${wanted ?? 'a value'} belongs`);
  }

  #problem(message: string, { start, end } = this.#token): ExpressionError {
    return new ExpressionError('syntax', message, { span: { start, end } });
  }
}

function binaryOperator(text: string): BinaryOperator {
  switch (text) {
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '==':
    case '!=':
    case 'in':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return text;
    default:
      throw new RangeError(`${text} is no operator.`);
  }
}

/** Whether `{` after it would make a message: only a name, or names with dots. */
function isPath(node: Node): boolean {
  return node.op === 'id' || (node.op === '.' && isPath(node.args[0]));
}

function tooComplex(): ExpressionError {
  return new ExpressionError('too-complex', 'The expression is nested too deeply, or has too many parts.', {
    hint: 'Split it over several steps.',
  });
}

/** Bounds the depth (the parser bounds only that of brackets) and refuses names that are not allowed. */
function inspect(node: Node, depth: number): void {
  if (depth > MAX_EXPRESSION_DEPTH) throw tooComplex();
  if (node.op === 'id') assertAllowedName(node.args.replace(/^\./, ''));
  if (node.op === '.' || node.op === '.?') assertAllowedName(node.args[1]);
  if (node.op === 'call' || node.op === 'rcall') assertAllowedName(node.args[0]);
  for (const child of childrenOf(node)) inspect(child, depth + 1);
}
