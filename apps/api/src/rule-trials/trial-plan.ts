import type { Plan, RehearsalAnswer } from '@jarvis/plan';
import { childLists, flattenSteps } from '@jarvis/steps/lists';
import type { PlanNode } from '@jarvis/steps/nodes';

/** What is rehearsed of a plan when one of its steps is tried. */
export interface TrialPlan {
  node: PlanNode;
  plan: Plan;
  /** Whoever is asked says yes. */
  answers: Record<string, RehearsalAnswer>;
  /** The steps in it that wait for an event, with the names of the events. */
  waits: { id: string; event: string }[];
}

/**
 * The part of a plan that is one step: with the approval that gates it, for what is approved is its input, and in a loop
 * for the first item.
 * @returns undefined where no step is at this path
 */
export function trialPlanOf(plan: Plan, path: string): TrialPlan | undefined {
  const every = flattenSteps(plan.nodes);
  const node = every.find((one) => one.path === path);
  if (node === undefined) return undefined;
  const gateId = node.kind === 'action' ? node.gatedBy : undefined;
  const gate = every.find(({ id }) => id === gateId);
  const nodes = around(plan.nodes, path, gate?.kind === 'approval' ? [bare(gate), alone(node)] : [alone(node)]);
  const tried = flattenSteps(nodes);
  return {
    node,
    plan: { ...plan, nodes },
    answers: Object.fromEntries(
      tried.flatMap(({ id, kind }) => (kind === 'approval' ? [[id, { decision: 'approved', afterMs: 0 }]] : [])),
    ),
    waits: tried.flatMap((one) => (one.kind === 'wait-for-event' ? [{ id: one.id, event: one.event }] : [])),
  };
}

/** The loops around a path, each with its first item only, and in them what is given. */
function around(nodes: readonly PlanNode[], path: string, inner: PlanNode[]): PlanNode[] {
  for (const node of nodes) {
    const list = childLists<PlanNode>(node).find(({ steps }) => flattenSteps(steps).some((one) => one.path === path));
    if (list === undefined) continue;
    const within = around(list.steps, path, inner);
    return node.kind === 'each' && list.repeats
      ? [{ ...alone(node), if: undefined, items: `[(${node.items})[0]]`, steps: within }]
      : within;
  }
  return inner;
}

/** Of how a step fails and is undone nothing is tried. */
function alone<Node extends PlanNode>(node: Node): Node {
  return { ...node, onError: 'fail', compensate: undefined };
}

/** A question without what else would be done. */
function bare<Node extends Extract<PlanNode, { kind: 'approval' }>>(node: Node): Node {
  return { ...alone(node), if: undefined, onRejected: [], onExpired: [] };
}
