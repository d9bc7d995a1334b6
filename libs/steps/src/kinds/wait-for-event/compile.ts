import {
  APPROVAL_EXPIRES_MS,
  baseOf,
  checkTemplate,
  closed,
  durationMs,
  placeOf,
  stateAfter,
  type Compiled,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { ANY, shapeOfType, typeOfShape, type Shape } from '@jarvis/expressions';
import type { WaitForEventNode } from './node.js';
import type { WaitForEventStep } from './schema.js';

/** A wait until an event comes, or until its time is over. */
function compile(site: StepSite<WaitForEventStep>): Compiled {
  const { step, context } = site;
  const place = placeOf(site, 'where');
  const where = step.where ?? {};
  for (const { shape } of checkTemplate(where, place)) {
    if (typeOfShape(shape) !== 'list') continue;
    context.report({
      path: place.path,
      code: 'expression-type',
      message: 'It compares fields with single values, but an expression gives a list.',
      hint: 'Use another expression.',
    });
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

/** What an event knows is its own affair. */
function outputShape(_step: WaitForEventStep, label: string): Shape {
  return closed(label, { event: ANY, expired: shapeOfType('bool') });
}

export const compiler: StepCompiler<WaitForEventStep, WaitForEventNode> = { compile, outputShape, group: () => 0 };
