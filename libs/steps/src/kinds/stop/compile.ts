import { baseOf, checkText, placeOf, stateAfter, type Compiled, type StepSite } from '@jarvis/compiler/kit';
import { ANY, type Shape } from '@jarvis/expressions';
import type { StopNode } from './node.js';
import type { StopStep } from './schema.js';

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
