import {
  ANY,
  ExpressionError,
  MAX_SOURCE_LENGTH,
  asSeen,
  checkExpression,
  parseTemplate,
  shapeOfType,
  typeOfShape,
  unwrapExpression,
  withArticle,
  type ExpressionProblem,
  type ObjectShape,
  type Shape,
} from '@jarvis/expressions';
import { joinPath, type Path } from '@jarvis/issues';
import { PROBLEM_CODES, suggest, type Finding, type ProblemCode } from '@jarvis/rules';
import type { CompileContext } from './context.js';
import { warnOfOtherTemplates } from './other-templates.js';

/** Where an expression stands and what it can read. */
export interface Place {
  context: CompileContext;
  scope: ObjectShape;
  path: string;
}

/** A string with expressions in a template, and what it gives. */
export interface TemplatedLeaf {
  /** From the template's root. */
  segments: Path;
  shape: Shape;
}

/** Checks a condition or other bare expression; gives its source without `${{ }}`. */
export function checkSource(text: string, place: Place): { source: string; shape: Shape } {
  try {
    const source = unwrapExpression(text);
    return { source: source.slice(0, MAX_SOURCE_LENGTH), shape: check(source, place) };
  } catch (error) {
    reportSyntax(error, place);
    return { source: text.slice(0, MAX_SOURCE_LENGTH), shape: ANY };
  }
}

/** Checks an expression that must give true or false. */
export function checkCondition(text: string, place: Place): string {
  const { source, shape } = checkSource(text, place);
  const seen = asSeen(shape);
  const type = typeOfShape(seen);
  if (type !== 'any' && type !== 'bool') {
    const gives = `A condition has to give true or false, but \`${brief(source)}\` gives ${withArticle(type)}`;
    place.context.report({
      path: place.path,
      ...(seen === shape
        ? { code: 'expression-type', message: `${gives}.` }
        : { code: 'not-as-in-sample', message: `${gives} with the sample event.` }),
      hint: 'Compare it with something, for example x != "".',
    });
  }
  return source;
}

/** Checks every expression in a template; gives the strings that hold one. */
export function checkTemplate(template: unknown, place: Place): TemplatedLeaf[] {
  const leaves: TemplatedLeaf[] = [];
  const visit = (value: unknown, segments: Path): void => {
    if (typeof value === 'string') {
      if (!/\{|<%/.test(value)) return;
      const shape = checkText(value, { ...place, path: joinPath(place.path, segments) });
      if (value.includes('${{')) leaves.push({ segments, shape });
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => visit(item, [...segments, index]));
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) visit(item, [...segments, key]);
    }
  };
  visit(template, []);
  return leaves;
}

/** Checks the expressions of one string; gives the shape of what it renders to. */
export function checkText(text: string, place: Place): Shape {
  try {
    const parts = parseTemplate(text);
    for (const part of parts) if ('text' in part) warnOfOtherTemplates(part.text, place);
    const shapes = parts.flatMap((part) => ('expression' in part ? [check(part.expression, place)] : []));
    const [only] = shapes;
    return only && parts.length === 1 ? only : shapeOfType('string');
  } catch (error) {
    reportSyntax(error, place);
    return ANY;
  }
}

/** Most expressions of a rule. Each is parsed and checked against everything in scope. */
const MAX_EXPRESSIONS = 2_000;

/** Counts the expressions of a rule. */
export class ExpressionBudget {
  private used = 0;

  /** False when there are too many. */
  take(): boolean {
    this.used += 1;
    return this.used <= MAX_EXPRESSIONS;
  }
}

function check(source: string, { context, scope, path }: Place): Shape {
  if (!context.budget.take()) {
    context.report({
      path: '',
      code: 'too-large',
      message: `The rule has more than ${MAX_EXPRESSIONS} expressions.`,
      hint: 'Split it into several rules.',
    });
    return ANY;
  }
  const { problems, shape } = checkExpression(source, { scopeShape: scope });
  for (const problem of problems) context.report(toFinding(problem, source, path));
  return problems.some(({ severity }) => severity === 'error') ? ANY : shape;
}

const CODES: Record<string, ProblemCode> = {
  syntax: 'invalid-expression',
  'too-complex': 'invalid-expression',
  'forbidden-name': 'invalid-expression',
  'wrong-type': 'expression-type',
  'unknown-field': 'unknown-output-field',
};

function toFinding(problem: ExpressionProblem, source: string, path: string): Finding {
  const hint =
    problem.given === undefined ? problem.hint : (suggest(problem.given, problem.known ?? []) ?? problem.hint);
  return {
    path,
    code: CODES[problem.code] ?? (isProblemCode(problem.code) ? problem.code : 'invalid-expression'),
    message: `${problem.message} In \`${brief(source)}\`.`,
    ...(hint === undefined ? {} : { hint }),
  };
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEM_CODES, code);
}

function reportSyntax(error: unknown, { context, path }: Place): void {
  if (!(error instanceof ExpressionError)) throw error;
  context.report({
    path,
    code: 'invalid-expression',
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}

function brief(source: string): string {
  const line = source.replaceAll(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 77)}…` : line;
}
