import {
  baseOf,
  checkGiven,
  checkTemplate,
  closed,
  durationMs,
  findCallee,
  placeOf,
  resolveCallee,
  stateAfter,
  type Compiled,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { ANY, shapeOfJsonSchema, shapeOfType, type Shape } from '@jarvis/expressions';
import type { CallNode } from '../../nodes.js';
import type { CallStep } from './schema.js';

const EXPIRES_MS = 7 * 24 * 3_600_000;
/** Where the rule is not known; such a plan is never returned. */
const UNKNOWN = '00000000-0000-7000-8000-000000000000';

/** Another rule, with what it takes. */
function compile(site: StepSite<CallStep>): Compiled {
  const { step, path, context } = site;
  const callee = resolveCallee(step.rule, `${path}.rule`, context);
  const given = step.with ?? {};
  const leaves = checkTemplate(given, placeOf(site, 'with'));
  if (callee) checkGiven(callee, { given, leaves, path: `${path}.with` }).forEach((finding) => context.report(finding));
  const node: CallNode = {
    kind: 'call',
    ...baseOf(site),
    rule: callee?.id ?? UNKNOWN,
    ruleName: callee?.name ?? step.rule,
    with: given,
    wait: step.wait ?? true,
    expiresAfterMs: Math.max(1000, durationMs(step.expiresAfter, EXPIRES_MS)),
    ...(callee?.gives ? { outputSchema: callee.gives } : {}),
  };
  return { nodes: [node], state: stateAfter(site), terminates: false };
}

/** What the called rule gives as it is published now. */
const outputShape: StepCompiler<CallStep, CallNode>['outputShape'] = (step, label, { rules }): Shape => {
  if (step.wait === false) return closed(label, { runId: shapeOfType('string') });
  const found = findCallee(step.rule, rules);
  const [callee] = found;
  if (!callee || found.length > 1) return ANY;
  return callee.gives ? shapeOfJsonSchema(callee.gives, label) : shapeOfType('null');
};

export const compiler: StepCompiler<CallStep, CallNode> = { compile, outputShape, group: () => 0 };
