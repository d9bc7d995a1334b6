import { evaluateCondition, evaluateExpression, renderTemplate } from '@jarvis/expressions';
import { jsonText } from '@jarvis/json';
import type { Json } from '@jarvis/plan';
import type { Template } from '@jarvis/steps/nodes';
import type { Frame } from './frame.js';
import { asThisRunGives } from './whole-numbers.js';

/** Renders a template with what is known there. Whatever comes out has passed the gate of 128 KB of plain JSON. */
export function render(template: Template, frame: Frame): Json {
  return asThisRunGives(renderTemplate(template, frame.expressionScope()));
}

/** Renders to text: a value that is not a string is shown as JSON. */
export function renderText(template: Template, frame: Frame): string {
  const value = render(template, frame);
  return typeof value === 'string' ? value : jsonText(value);
}

export function holds(condition: string, frame: Frame): boolean {
  return evaluateCondition(condition, frame.expressionScope());
}

export function evaluate(expression: string, frame: Frame): Json {
  return asThisRunGives(evaluateExpression(expression, frame.expressionScope()));
}
