import {
  baseOf,
  jsonSchemaOf,
  laneOf,
  MAX_GROUP_MS,
  policyApproval,
  retryOf,
  stateAfter,
  timeoutOf,
  type Compiled,
  type Grouping,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { ANY, shapeOfJsonSchema, type Shape } from '@jarvis/expressions';
import type { ActionNode } from '../../nodes.js';
import type { ActionStep } from './schema.js';

/** Timeout where the action is not known; such a plan is never returned. */
const UNKNOWN_TIMEOUT_MS = 30_000;

/** An action, preceded by an approval where policy demands one that the definition does not have. */
function compile(site: StepSite<ActionStep>): Compiled {
  const { step, path, context, state } = site;
  const core = context.actions.coreOf(step, path, context, state);
  const base = baseOf(site);
  const gate = context.actions.gateOf(path);
  const inserted = gate ? undefined : policyApproval(core, base, context);
  const gatedBy = gate?.approvalId ?? inserted?.id;
  const node: ActionNode = {
    kind: 'action',
    ...base,
    ...core.gates,
    lane: laneOf(core),
    timeoutMs: timeoutOf(step, core.action?.timeoutMs ?? UNKNOWN_TIMEOUT_MS),
    retry: retryOf(step),
    effect: core.effect,
    ...(gatedBy === undefined ? {} : { gatedBy }),
  };
  return { nodes: inserted ? [inserted, node] : [node], state: stateAfter(site), terminates: false };
}

/** What its connector says it gives. */
function outputShape(
  { uses }: ActionStep,
  label: string,
  { registry }: Parameters<StepCompiler<ActionStep, ActionNode>['outputShape']>[2],
): Shape {
  const action = registry.getAction(uses);
  return action ? shapeOfJsonSchema(jsonSchemaOf(action.output, 'output'), label) : ANY;
}

function group(node: ActionNode, { before, registry }: Grouping): number {
  const duration = before + (registry.getAction(node.uses)?.expectedMs ?? 0);
  if (node.lane === 'local' && duration > MAX_GROUP_MS) node.lane = 'remote';
  return node.lane === 'remote' ? 0 : duration;
}

export const compiler: StepCompiler<ActionStep, ActionNode> = { compile, outputShape, group };
