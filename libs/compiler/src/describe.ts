import type { Plan } from '@jarvis/plan';
import { flattenSteps } from '@jarvis/steps/lists';
import type { PlanNode } from '@jarvis/steps/nodes';

/** A plan in one line for lists: the names of its steps. `Draft → Approve: Publish → Publish`. */
export function describePlan(plan: Pick<Plan, 'nodes'>): string {
  const names = plan.nodes.filter(({ kind }) => kind !== 'stop').map(({ name }) => name);
  const shown = names.slice(0, 6).join(' → ');
  return names.length > 6 ? `${shown} → …` : shown;
}

/** Every node of a plan, inner ones too, in order. */
export function nodesOf(plan: Pick<Plan, 'nodes'>): PlanNode[] {
  return flattenSteps(plan.nodes);
}
