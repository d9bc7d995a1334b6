import { groupOf } from '@jarvis/steps/compile';
import { childLists } from '@jarvis/steps/lists';
import type { PlanNode } from '@jarvis/steps/nodes';
import type { CompilerRegistry } from './kit/context.js';

/**
 * Keeps every row of local neighbours short: one that would make the usual duration of its group too long becomes
 * an ordinary activity, and the next group starts after it.
 */
export function limitGroups(nodes: readonly PlanNode[], registry: CompilerRegistry, before = 0): number {
  const groupList = (inner: readonly PlanNode[], start: number): number => limitGroups(inner, registry, start);
  return nodes.reduce((duration, node) => {
    const after = groupOf(node, { before: duration, registry, groupList });
    const asides = childLists(node).filter(({ aside }) => aside !== undefined);
    // Steps for a failure share the task of the step that failed.
    return Math.max(after, ...asides.map(({ steps }) => groupList(steps, after)));
  }, before);
}
