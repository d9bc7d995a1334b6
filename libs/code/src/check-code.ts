import { parse, type Node } from 'acorn';
import { asFunction, LINES_BEFORE } from './wrap.js';

/** What is wrong with the code of a step, with its place (1-based) where there is one. */
export interface SyntaxProblem {
  message: string;
  hint?: string;
  line?: number;
  column?: number;
}

/** The JavaScript that the engine knows. */
const ECMA_VERSION = 2023;

/** Whether a name can be that of an input. */
export function isInputName(name: string): boolean {
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return false;
  try {
    parse(asFunction('', [name]), { ecmaVersion: ECMA_VERSION });
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads the code of a step, which is the inside of a function, without running it.
 * @param names those of its inputs, each of which {@link isInputName}
 */
export function checkCode(code: string, names: readonly string[]): SyntaxProblem | undefined {
  try {
    const text = asFunction(code, names);
    const { body } = parse(text, { ecmaVersion: ECMA_VERSION });
    const [only] = body;
    const inside = only?.type === 'ExpressionStatement' && only.expression;
    // A brace too many would end the function early.
    if (body.length !== 1 || !inside || inside.type !== 'FunctionExpression' || inside.end !== text.length - 1) {
      return {
        message: 'It has a closing brace too many.',
        hint: 'Write what stands between the braces of a function.',
      };
    }
    return gives(inside.body)
      ? undefined
      : { message: 'The code gives no result.', hint: 'End it with `return` and what later steps shall read.' };
  } catch (error) {
    if (!(error instanceof SyntaxError) || !('loc' in error)) throw error;
    return problemOf(error, code);
  }
}

function problemOf(error: SyntaxError, code: string): SyntaxProblem {
  const loc = Object('loc' in error ? error.loc : undefined) as { line?: number; column?: number };
  // What is missing at the end is missed after it.
  const lines = code.split('\n');
  const line = Math.min(Math.max(1, (loc.line ?? 1) - LINES_BEFORE), lines.length);
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  const text = lines[line - 1] ?? '';
  const column = (loc.line ?? 1) - LINES_BEFORE > lines.length ? text.length + 1 : (loc.column ?? 0) + 1;
  return { message: `${message}.`, ...hintFor(message, text), line, column };
}

function hintFor(message: string, line: string): { hint?: string } {
  if (/\bawait\b/.test(line)) return { hint: 'There is nothing to wait for: leave `await` out.' };
  if (/import|export/.test(message)) return { hint: 'Code stands alone: there is nothing to import.' };
  return {};
}

/** Whether a function has a `return` with a value; those of functions in it are not its own. */
function gives(node: Node): boolean {
  if (node.type === 'ReturnStatement') return 'argument' in node && node.argument !== null;
  return Object.values(node).some((part: unknown) => (Array.isArray(part) ? part : [part]).some(isStatementThatGives));
}

function isStatementThatGives(part: unknown): boolean {
  return isNode(part) && !part.type.includes('Function') && gives(part);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
