import {
  baseOf,
  checkSource,
  durationMs,
  placeOf,
  stateAfter,
  type Compiled,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { ANY, evaluateExpression, ExpressionError, parseMoment, typeOfShape, withArticle } from '@jarvis/expressions';
import type { WaitNode } from '../../nodes.js';
import type { WaitStep } from './schema.js';

/** A pause, for a time or until a point in time. */
function compile(site: StepSite<WaitStep>): Compiled {
  const { step, context } = site;
  const node: WaitNode = { kind: 'wait', ...baseOf(site) };
  if (step.until === undefined) {
    node.forMs = durationMs(step.for, 1);
  } else {
    const place = placeOf(site, 'until');
    const { source, shape } = checkSource(step.until, place);
    const type = typeOfShape(shape);
    if (!['any', 'timestamp', 'string'].includes(type)) {
      context.report({
        path: place.path,
        code: 'expression-type',
        message: `It takes a timestamp or RFC 3339 text, but the expression gives ${withArticle(type)}.`,
        hint: 'For example timestamp(now) + duration("2h").',
      });
    }
    const fixed = fixedText(source);
    if (fixed !== undefined && parseMoment(fixed) === undefined) {
      context.report({
        path: place.path,
        code: 'invalid-value',
        message: `“${fixed.slice(0, 60)}” is not a moment.`,
        hint: 'RFC 3339 with a day that exists and a zone, such as 2027-01-31T09:00:00Z.',
      });
    }
    node.until = source;
  }
  return { nodes: [node], state: stateAfter(site), terminates: false };
}

/** The text that an expression gives whatever the run knows. */
function fixedText(source: string): string | undefined {
  try {
    const value = evaluateExpression(source, {});
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

export const compiler: StepCompiler<WaitStep, WaitNode> = { compile, outputShape: () => ANY, group: () => 0 };
