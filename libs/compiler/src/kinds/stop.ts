import { ANY, type Shape } from '@jarvis/expressions';
import type { StopNode } from '@jarvis/steps/nodes';
import type { StopStep } from '@jarvis/steps/language';
import { checkText } from '../expressions.js';
import { baseOf, placeOf, stateAfter, type Compiled, type StepSite } from '../site.js';

/** The end of the run. */
export function compile(site: StepSite<StopStep>): Compiled {
  const { step } = site;
  const base = baseOf(site);
  if (step.message !== undefined) checkText(step.message, placeOf(site, 'message'));
  const node: StopNode = {
    kind: 'stop',
    ...base,
    outcome: step.outcome,
    ...(step.message === undefined ? {} : { message: step.message }),
  };
  return { nodes: [node], state: stateAfter(site), terminates: step.if === undefined };
}

/** It gives nothing to read. */
export const outputShape = (): Shape => ANY;
