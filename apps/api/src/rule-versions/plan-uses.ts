import type { Plan } from '@jarvis/plan';
import { flattenSteps } from '@jarvis/steps/lists';

/** What a plan acts with, each once: the connections by id, the actions by name. */
export function usesOf({ nodes }: Pick<Plan, 'nodes'>): { connections: string[]; actions: string[] } {
  const steps = flattenSteps(nodes).flatMap((node) => (node.kind === 'action' ? [node] : []));
  return {
    connections: [...new Set(steps.flatMap(({ connectionId }) => connectionId ?? []))],
    actions: [...new Set(steps.map(({ uses }) => uses))],
  };
}
