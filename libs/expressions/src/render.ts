import { jsonText, type JsonValue } from '@jarvis/json';
import { Budget } from './budget.js';
import { ExpressionError } from './errors.js';
import type { Environment } from './environment.js';
import { evaluateNode } from './evaluate.js';
import { toJsonValue } from './json.js';
import { parseExpression } from './parse.js';
import { parseTemplate } from './template.js';
import { assertAllowedName, Span, Timestamp, Uint, withArticle, type Value } from './values.js';

/** Units of the budget for parsing one character. */
const PARSE_COST = 4;

/**
 * Names an expression can read, with plain JSON values; a field that is undefined counts as missing.
 * Point in time of the run: `now`, RFC 3339 text, read as `timestamp(now)`.
 */
export type Scope = Readonly<Record<string, unknown>>;

/**
 * Evaluates one expression (without `${{ }}`) to a JSON value. Deterministic; reads no clock.
 * @throws {ExpressionError}
 */
export function evaluateExpression(source: string, scope: Scope): JsonValue {
  return withPlace(source, () => toJsonValue(evaluate(source, scope, new Budget())));
}

/**
 * Evaluates a condition.
 * @throws {ExpressionError} also when the result is not true or false: nothing is taken for true.
 */
export function evaluateCondition(source: string, scope: Scope): boolean {
  const value = evaluateExpression(source, scope);
  if (typeof value === 'boolean') return value;
  throw new ExpressionError('wrong-type', `A condition must give true or false, but this gave ${typeIn(value)}.`, {
    hint: 'Compare it with something, for example x != "".',
    source,
  });
}

/**
 * Evaluates an expression that must give a number; of a whole number beyond 2^53 the nearest double.
 * @throws {ExpressionError} also when the result is none: text with digits is not taken for a number.
 */
export function evaluateNumber(source: string, scope: Scope): number {
  const value = evaluateExpression(source, scope);
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw new ExpressionError('wrong-type', `It has to give a number, but this gave ${typeIn(value)}.`, {
    hint: typeof value === 'string' ? 'Convert it with double(…).' : 'Read a number, or count a list with size(…).',
    source,
  });
}

function typeIn(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : withArticle(typeof value);
}

/**
 * Renders a template: any JSON in whose strings (not names) `${{ … }}` is replaced. A string that is exactly one
 * expression keeps the type of its value. What expressions give is data: it is never read as a template again.
 * @throws {ExpressionError} also when the whole is larger than 128 KB or takes too much work.
 */
export function renderTemplate(template: JsonValue, scope: Scope): JsonValue {
  const budget = new Budget();
  return toJsonValue(render(template, scope, budget));
}

function render(template: JsonValue, scope: Scope, budget: Budget): JsonValue {
  budget.spend(1);
  if (typeof template === 'string')
    return renderText(template, budget, ({ expression }) => evaluate(expression, scope, budget));
  if (Array.isArray(template)) return template.map((item) => render(item, scope, budget));
  if (template === null || typeof template !== 'object') return template;
  const result: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(template)) {
    assertAllowedName(key);
    result[key] = render(item, scope, budget);
  }
  return result;
}

/** One string of a template, its expressions evaluated by the caller. */
export function renderText(
  source: string,
  budget: Budget,
  evaluatePart: (part: { expression: string; start: number }) => Value,
): JsonValue {
  if (!source.includes('${{')) return source;
  const parts = parseTemplate(source);
  const [first] = parts;
  if (first && parts.length === 1 && 'expression' in first) {
    return withPlace(first.expression, () => toJsonValue(evaluatePart(first), budget));
  }
  let text = '';
  for (const part of parts) {
    text += 'text' in part ? part.text : withPlace(part.expression, () => textOf(evaluatePart(part), budget));
    budget.spendText(text.length);
  }
  return text;
}

/** @param observe told what each part of the expression gave */
export function evaluate(source: string, scope: Scope, budget: Budget, observe?: Environment['observe']): Value {
  budget.spend(source.length * PARSE_COST);
  const environment = environmentOf(scope, source, budget);
  return evaluateNode(parseExpression(source), observe ? { ...environment, observe } : environment);
}

/** How a value reads inside text: null as nothing, lists and maps as JSON. */
function textOf(value: Value, budget: Budget): string {
  if (value === null) return '';
  if (
    typeof value === 'object' &&
    !(value instanceof Timestamp) &&
    !(value instanceof Span) &&
    !(value instanceof Uint)
  ) {
    return jsonText(toJsonValue(value, budget));
  }
  return String(value);
}

function environmentOf(scope: Scope, source: string, budget: Budget): Environment {
  return {
    budget,
    source,
    evaluate: evaluateNode,
    names: () => Object.keys(scope),
    lookup(name) {
      const own = name.replace(/^\./, '');
      const value = Object.hasOwn(scope, own) ? scope[own] : undefined;
      return isValue(value) ? value : undefined;
    },
  };
}

/** Scopes hold JSON; anything else (a Date, a function) counts as missing. */
function isValue(value: unknown): value is Value {
  if (typeof value !== 'object' || value === null)
    return value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
  return Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
}

function withPlace<T>(source: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionError) throw error.locate(source, { start: 0, end: source.length });
    throw error;
  }
}
