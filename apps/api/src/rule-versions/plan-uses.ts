import type { PlatformSource } from '@jarvis/compiler';
import type { Plan } from '@jarvis/plan';
import { flattenSteps } from '@jarvis/steps/lists';

/** What a rule works with, each once: the connections by id, that of its trigger too, and the actions by name. */
export function usesOf({
  plan: { nodes },
  source,
}: {
  plan: Pick<Plan, 'nodes'>;
  source?: PlatformSource | undefined;
}): {
  connections: string[];
  actions: string[];
} {
  const steps = flattenSteps(nodes).flatMap((node) => (node.kind === 'action' ? [node] : []));
  return {
    connections: [...new Set([source, ...steps].flatMap((user) => user?.connectionId ?? []))],
    actions: [...new Set(steps.map(({ uses }) => uses))],
  };
}
