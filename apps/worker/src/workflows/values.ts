import { evaluateCondition, evaluateExpression, renderTemplate } from '@jarvis/expressions';
import { MAX_VALUE_BYTES, type Json, type Template } from '@jarvis/plan';
import { StepProblem } from './failures.js';
import type { Run } from './run.js';

/** Renders a template with what the run knows; refuses results too large to travel. */
export function render(template: Template, run: Run): Json {
  return withinLimit(renderTemplate(template, run.expressionScope()));
}

/** Renders to text: a value that is not a string is shown as JSON. */
export function renderText(template: Template, run: Run): string {
  const value = render(template, run);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function holds(condition: string, run: Run): boolean {
  return evaluateCondition(condition, run.expressionScope());
}

export function evaluate(expression: string, run: Run): Json {
  return withinLimit(evaluateExpression(expression, run.expressionScope()));
}

function withinLimit(value: Json): Json {
  // Characters first: counting bytes is only worth it near the limit.
  const length = JSON.stringify(value).length;
  if (length > MAX_VALUE_BYTES) {
    throw new StepProblem({
      code: 'too-large',
      message: `The rendered value has ${length.toString()} characters; ${MAX_VALUE_BYTES.toString()} bytes may travel.`,
      hint: 'Pass only the fields the step needs.',
    });
  }
  return value;
}
