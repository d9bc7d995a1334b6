import type { NumberSource, PlatformSource } from '@jarvis/compiler';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import type { Plan } from '@jarvis/plan';
import { flattenSteps } from '@jarvis/steps/lists';
import { z } from 'zod';

const Input = z.record(z.string(), z.unknown());
const RuleId = z.uuid().toLowerCase();

/**
 * What a rule works with, each once: the connections by id, that of its trigger too, the actions by name, and the rules
 * that it calls where their ids are written down. Which rule an expression names is known when it runs.
 */
export function usesOf(
  {
    plan: { nodes },
    source,
  }: {
    plan: Pick<Plan, 'nodes'>;
    source?: PlatformSource | NumberSource | undefined;
  },
  registry: ConnectorRegistry,
): {
  connections: string[];
  actions: string[];
  callees: string[];
} {
  const all = flattenSteps(nodes);
  const steps = all.flatMap((node) => (node.kind === 'action' ? [node] : []));
  const called = all.flatMap((node) => (node.kind === 'call' ? [node.rule] : []));
  const callees = steps.flatMap((step) => {
    const input = Input.safeParse(step.with);
    const callee = RuleId.safeParse(input.data?.[registry.getAction(step.uses)?.callee ?? '']);
    return callee.data ?? [];
  });
  return {
    connections: [...new Set([source, ...steps].flatMap((user) => user?.connectionId ?? []))],
    actions: [...new Set(steps.map(({ uses }) => uses))],
    callees: [...new Set([...called, ...callees])],
  };
}
