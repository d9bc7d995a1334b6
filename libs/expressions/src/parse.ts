import { Environment, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import { ExpressionError } from './errors.js';
import { assertAllowedName } from './values.js';

/** Longest source of one expression, in characters; equal to the plan's limit. */
export const MAX_SOURCE_LENGTH = 4096;
/** Deepest nesting of an expression; `a + b + c` nests twice. */
const MAX_EXPRESSION_DEPTH = 100;
const LIMITS = { maxAstNodes: 2000, maxDepth: 48, maxListElements: 200, maxMapEntries: 200, maxCallArguments: 8 };

/** cel-js gives the grammar; evaluating and checking are ours, because its own evaluator has no limit at run time. */
const grammar = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
  limits: LIMITS,
});

/** A parsed expression. */
export type Node = ASTNode;

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
    const { ast } = grammar.parse(source);
    inspect(ast, 0);
    return ast;
  } catch (error) {
    if (error instanceof ExpressionError) throw error.locate(source, { start: 0, end: source.length });
    if (error instanceof ParseError) throw fromParseError(error, source);
    if (error instanceof RangeError) throw tooComplex();
    throw error;
  }
}

function fromParseError(error: ParseError, source: string): ExpressionError {
  if (error.code === 'limit_exceeded') return tooComplex();
  const start = Math.min(error.range?.start ?? 0, source.length);
  const end = Math.max(start, Math.min(error.range?.end ?? start, source.length));
  return new ExpressionError('syntax', `${error.summary} (at character ${String(start + 1)}).`, {
    hint: 'Expressions are CEL, for example event.issue.title or size(event.items) > 0.',
    span: { start, end },
    source,
  });
}

function tooComplex(): ExpressionError {
  return new ExpressionError('too-complex', 'The expression is too deeply nested or too long.', {
    hint: 'Split it over several steps.',
  });
}

/** Bounds the depth (the parser bounds only some of it) and refuses names that are not allowed. */
function inspect(node: Node, depth: number): void {
  if (depth > MAX_EXPRESSION_DEPTH) throw tooComplex();
  switch (node.op) {
    case 'id':
      assertAllowedName(node.args);
      break;
    case '.':
    case '.?':
      assertAllowedName(node.args[1]);
      break;
    case 'call':
      assertAllowedName(node.args[0]);
      break;
    case 'rcall':
      assertAllowedName(node.args[0]);
      break;
    case 'value':
      if (typeof node.args === 'object' && node.args !== null) {
        throw new ExpressionError('syntax', 'Bytes and unsigned integers are not supported.', {
          hint: 'Write text in plain quotes and numbers without u.',
          span: { start: node.start, end: node.end },
        });
      }
      break;
    default:
      break;
  }
  for (const child of childrenOf(node)) inspect(child, depth + 1);
}

/** The operands of a node. */
export function childrenOf(node: Node): Node[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return [...node.args];
  }
}
