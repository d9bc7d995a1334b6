import { evaluateCondition, evaluateExpression, renderTemplate } from '@jarvis/expressions';
import { jsonText } from '@jarvis/json';
import type { Json } from '@jarvis/plan';
import type { Template } from '@jarvis/steps/nodes';
import type { Run } from './run.js';
import { asThisRunGives } from './whole-numbers.js';

/** Renders a template with what the run knows. Whatever comes out has passed the gate of 128 KB of plain JSON. */
export function render(template: Template, run: Run): Json {
  return asThisRunGives(renderTemplate(template, run.expressionScope()));
}

/** Renders to text: a value that is not a string is shown as JSON. */
export function renderText(template: Template, run: Run): string {
  const value = render(template, run);
  return typeof value === 'string' ? value : jsonText(value);
}

export function holds(condition: string, run: Run): boolean {
  return evaluateCondition(condition, run.expressionScope());
}

export function evaluate(expression: string, run: Run): Json {
  return asThisRunGives(evaluateExpression(expression, run.expressionScope()));
}
