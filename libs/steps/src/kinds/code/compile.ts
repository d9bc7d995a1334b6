import {
  baseOf,
  checkCode,
  checkOutputSchema,
  checkTemplate,
  MAX_GROUP_MS,
  placeOf,
  retryOf,
  stateAfter,
  timeoutOf,
  type Compiled,
  type Grouping,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { ANY, shapeOfJsonSchema, type Shape } from '@jarvis/expressions';
import type { CodeNode } from '../../nodes.js';
import type { CodeStep } from './schema.js';

/** Up to which it may share a workflow task with its neighbours. */
const TIMEOUT_MS = 1_000;
const MAX_TIMEOUT_MS = 10_000;
/** What most of it takes, the engine's start included. */
const EXPECTED_MS = 20;

/** A computation. It has no effect, so repeating it does no harm. */
function compile(site: StepSite<CodeStep>): Compiled {
  const { step, path, context } = site;
  const inputs = step.with ?? {};
  checkTemplate(inputs, placeOf(site, 'with'));
  checkCode({ code: step.code, names: Object.keys(inputs), path }).forEach((problem) => context.report(problem));
  if (step.output !== undefined) checkOutputSchema(step.output, `${path}.output`).forEach((one) => context.report(one));
  const timeoutMs = timeoutOf(step, TIMEOUT_MS);
  if (timeoutMs > MAX_TIMEOUT_MS) {
    context.report({
      path: `${path}.timeout`,
      code: 'invalid-value',
      message: 'Code may take 10 s at most.',
      hint: 'Compute less, or in several steps.',
    });
  }
  const node: CodeNode = {
    kind: 'code',
    ...baseOf(site),
    lane: timeoutMs > TIMEOUT_MS ? 'remote' : 'local',
    timeoutMs,
    retry: retryOf({}),
    with: inputs,
    code: step.code,
    ...(step.output === undefined ? {} : { outputSchema: step.output }),
  };
  return { nodes: [node], state: stateAfter(site), terminates: false };
}

function outputShape({ output }: CodeStep, label: string): Shape {
  return output === undefined ? ANY : shapeOfJsonSchema(output, label);
}

function group(node: CodeNode, { before }: Grouping): number {
  const duration = before + EXPECTED_MS;
  if (node.lane === 'local' && duration > MAX_GROUP_MS) node.lane = 'remote';
  return node.lane === 'remote' ? 0 : duration;
}

export const compiler: StepCompiler<CodeStep, CodeNode> = { compile, outputShape, group };
