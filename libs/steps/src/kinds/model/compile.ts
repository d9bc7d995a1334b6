import {
  baseOf,
  checkOutputSchema,
  checkText,
  placeOf,
  retryOf,
  stateAfter,
  timeoutOf,
  type Compiled,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { shapeOfJsonSchema, type Shape } from '@jarvis/expressions';
import type { ModelNode } from '../../nodes.js';
import type { ModelStep } from './schema.js';

const TIMEOUT_MS = 120_000;
const MAX_TOKENS = 1024;

/** A question to a language model; always an ordinary activity, for it takes seconds. */
function compile(site: StepSite<ModelStep>): Compiled {
  const { step, path, context } = site;
  const base = baseOf(site);
  if (step.system !== undefined) checkText(step.system, placeOf(site, 'system'));
  checkText(step.prompt, placeOf(site, 'prompt'));
  checkOutputSchema(step.output, `${path}.output`).forEach((problem) => context.report(problem));
  const node: ModelNode = {
    kind: 'model',
    ...base,
    lane: 'remote',
    timeoutMs: timeoutOf(step, TIMEOUT_MS),
    retry: retryOf(step),
    ...(step.model === undefined ? {} : { model: step.model }),
    ...(step.system === undefined ? {} : { system: step.system }),
    prompt: step.prompt,
    outputSchema: step.output,
    maxTokens: step.maxTokens ?? MAX_TOKENS,
  };
  return { nodes: [node], state: stateAfter(site), terminates: false };
}

/** An answer has the fields of its schema and no others, whatever the schema says about more. */
function outputShape({ output }: ModelStep, label: string): Shape {
  return shapeOfJsonSchema({ ...output, additionalProperties: false }, label);
}

export const compiler: StepCompiler<ModelStep, ModelNode> = { compile, outputShape, group: () => 0 };
