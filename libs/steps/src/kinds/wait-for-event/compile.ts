import {
  APPROVAL_EXPIRES_MS,
  baseOf,
  checkEventName,
  checkTemplate,
  closed,
  durationMs,
  placeOf,
  stateAfter,
  type Compiled,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { ANY, parseTemplate, shapeOfType, soleExpression, type Shape } from '@jarvis/expressions';
import { storedBytes, type Json } from '@jarvis/json';
import type { WaitForEventNode } from '../../nodes.js';
import { MAX_WHERE_BYTES } from './node.js';
import type { WaitForEventStep } from './schema.js';

/** A wait until an event comes, or until its time is over. */
function compile(site: StepSite<WaitForEventStep>): Compiled {
  const { step, context } = site;
  const place = placeOf(site, 'where');
  const where = step.where ?? {};
  for (const { shape } of checkTemplate(where, place)) {
    if (!givesList(shape)) continue;
    context.report({
      path: place.path,
      code: 'expression-type',
      message: 'It compares fields with single values, but an expression gives a list.',
      hint: 'Use another expression.',
    });
  }
  const bytes = storedBytes(leastOf(where));
  if (bytes > MAX_WHERE_BYTES) {
    context.report({
      path: place.path,
      code: 'too-large',
      message: `What it looks for in an event is ${bytes.toString()} bytes or more; ${MAX_WHERE_BYTES.toString()} are allowed.`,
      hint: 'Name the few fields that tell this event from others of its name.',
    });
  }
  for (const { field, ...finding } of checkEventName(step.event, 'event')) {
    context.report({ path: `${site.path}.${field}`, ...finding });
  }
  const node: WaitForEventNode = {
    kind: 'wait-for-event',
    ...baseOf(site),
    event: step.event,
    where,
    expiresAfterMs: Math.max(1000, durationMs(step.expiresAfter, APPROVAL_EXPIRES_MS)),
    onNoEvent: step.onNoEvent ?? 'fail',
  };
  return { nodes: [node], state: stateAfter(site), terminates: false };
}

function givesList(shape: Shape): boolean {
  return shape.kind === 'list' || (shape.kind === 'object' && Object.values(shape.fields).some(givesList));
}

/** The same with as little as its expressions may give: a single digit, and nothing in the middle of a text. */
function leastOf(value: Json): Json {
  if (typeof value === 'string') return leastOfText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, leastOf(item)]));
}

function leastOfText(template: string): Json {
  try {
    if (soleExpression(template) !== undefined) return 0;
    return parseTemplate(template)
      .map((part) => ('text' in part ? part.text : ''))
      .join('');
  } catch {
    // An expression that is not closed is a problem of its own.
    return '';
  }
}

/** What an event knows is its own affair. */
function outputShape(_step: WaitForEventStep, label: string): Shape {
  return closed(label, { event: ANY, expired: shapeOfType('bool') });
}

export const compiler: StepCompiler<WaitForEventStep, WaitForEventNode> = { compile, outputShape, group: () => 0 };
