import type { JsonValue } from '@jarvis/json';
import { Budget } from './budget.js';
import { ExpressionError, type SourceSpan } from './errors.js';
import { toJsonValue } from './json.js';
import { previewOf, type Preview } from './preview.js';
import { evaluate, renderText, type Scope } from './render.js';
import type { Node } from './syntax.js';
import { soleExpression } from './template.js';
import { typeOf, type TypeName, type Value } from './values.js';

/** A part of an expression and what it gave. */
export interface ExplainedPart extends SourceSpan, Preview {
  type: TypeName;
  /** How often it was evaluated, of which this is the first: inside of `map` and its kin once for each entry. */
  times: number;
}

export type Explained = {
  /** Those that were evaluated, inner ones before the ones around them; literals are left out. */
  parts: ExplainedPart[];
} & ({ value: JsonValue } | { error: { code: string; message: string; hint?: string } & SourceSpan });

/** Most parts that are told; of longer expressions the rest is left out. */
const MAX_PARTS = 200;

/**
 * What a text with expressions gives, and what each part of them gives. Places are those of the text. The value is that of
 * `renderTemplate`, or with `bare` that of `evaluateExpression`. Never throws.
 * @param bare the text is an expression itself, as a condition is
 */
export function explainText(text: string, scope: Scope, { bare = false } = {}): Explained {
  const budget = new Budget();
  const parts = new Map<string, ExplainedPart>();
  // Where the expression begins that is being evaluated, and so where its places count from.
  let from = 0;
  const evaluateAt = (source: string, at: number): Value => {
    from = at;
    return evaluate(source, scope, budget, (node, value) => note(parts, node, value, at));
  };
  try {
    const value = bare
      ? toJsonValue(evaluateBare(text, evaluateAt))
      : toJsonValue(
          renderText(text, budget, ({ expression, start }) =>
            evaluateAt(expression, text.indexOf(expression, start + '${{'.length)),
          ),
        );
    return { parts: [...parts.values()], value };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { code, message, hint, span } = error;
    const place = span ? { start: from + span.start, end: from + span.end } : { start: 0, end: text.length };
    return { parts: [...parts.values()], error: { code, message, ...(hint === undefined ? {} : { hint }), ...place } };
  }
}

function evaluateBare(text: string, evaluateAt: (source: string, at: number) => Value): Value {
  const source = soleExpression(text) ?? text.trim();
  return evaluateAt(source, text.indexOf(source, soleExpression(text) === undefined ? 0 : text.indexOf('${{') + 3));
}

function note(parts: Map<string, ExplainedPart>, node: Node, value: Value, at: number): void {
  if (node.op === 'value') return;
  const [start, end] = [at + node.start, at + node.end];
  const key = `${start} ${end}`;
  const known = parts.get(key);
  if (known) known.times += 1;
  else if (parts.size < MAX_PARTS) parts.set(key, { start, end, type: typeOf(value), ...previewOf(value), times: 1 });
}
