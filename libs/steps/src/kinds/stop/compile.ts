import {
  baseOf,
  checkText,
  placeOf,
  stateAfter,
  type Compiled,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { ANY } from '@jarvis/expressions';
import type { StopNode } from '../../nodes.js';
import type { StopStep } from './schema.js';

/** The end of the run. */
function compile(site: StepSite<StopStep>): Compiled {
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

export const compiler: StepCompiler<StopStep, StopNode> = {
  compile,
  outputShape: () => ANY,
  group: (_node, { before }) => before,
};
