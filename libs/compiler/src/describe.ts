import type { Plan, PlanNode } from '@jarvis/plan';

/** A plan in one line for lists: the names of its steps. `Draft → Approve → Publish a post on X`. */
export function describePlan(plan: Pick<Plan, 'nodes'>): string {
  const names = plan.nodes.filter(({ kind }) => kind !== 'stop').map(({ name }) => name);
  const shown = names.slice(0, 6).join(' → ');
  return names.length > 6 ? `${shown} → …` : shown;
}

/** Every node of a plan, inner ones too, in order. */
export function nodesOf(plan: Pick<Plan, 'nodes'>): PlanNode[] {
  const visit = (nodes: readonly PlanNode[]): PlanNode[] =>
    nodes.flatMap((node) => {
      if (node.kind === 'branch') return [node, ...visit([...node.cases.flatMap(({ steps }) => steps), ...node.else])];
      if (node.kind === 'approval') return [node, ...visit([...node.onRejected, ...node.onExpired])];
      return [node];
    });
  return visit(plan.nodes);
}
