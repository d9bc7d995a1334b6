import type { PlanNode } from '@jarvis/steps/nodes';
import type { CompilerRegistry } from './kit/context.js';
import { MAX_GROUP_MS } from './kit/settings.js';

/**
 * Keeps every row of local neighbours short: one that would make the usual duration of its group too long becomes
 * an ordinary activity, and the next group starts after it. Nodes without an activity do not end a group.
 */
export function limitGroups(nodes: readonly PlanNode[], registry: CompilerRegistry, before = 0): number {
  let group = before;
  for (const node of nodes) {
    switch (node.kind) {
      case 'action':
        group += registry.getAction(node.uses)?.expectedMs ?? 0;
        if (node.lane === 'local' && group > MAX_GROUP_MS) node.lane = 'remote';
        if (node.lane === 'remote') group = 0;
        break;
      case 'branch':
        group = Math.max(
          ...[...node.cases.map(({ steps }) => steps), node.else].map((steps) => limitGroups(steps, registry, group)),
        );
        break;
      case 'approval':
        for (const steps of [node.onRejected, node.onExpired]) limitGroups(steps, registry);
        group = 0;
        break;
      case 'model':
      case 'wait':
        group = 0;
        break;
      case 'stop':
        break;
    }
  }
  return group;
}
