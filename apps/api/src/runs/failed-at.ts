import { Connection, type Effect, type Run, type RunStep } from '@jarvis/database';
import { Plan } from '@jarvis/plan';
import { flattenSteps } from '@jarvis/steps/lists';
import type { PlanNode } from '@jarvis/steps/nodes';
import type { EntityManager } from 'typeorm';
import type { RunDetail } from './runs.schemas.js';

/**
 * Where a failed run failed, and the connection it acted through there: what its effect says, else its plan, since a
 * connection that is broken or gone stops a step before there is an effect. `ruleVersion` must be loaded where it has one.
 */
export async function findFailure(
  manager: EntityManager,
  { run, steps, effects }: { run: Run; steps: readonly RunStep[]; effects: readonly Effect[] },
): Promise<RunDetail['failedAt']> {
  if (run.status !== 'failed') return null;
  const named = run.error?.stepPath;
  const there = steps.filter(({ path }) => named === undefined || path === named);
  // In a loop the same place was passed by items that went well.
  const failed = there.findLast(({ status }) => status === 'failed');
  const step = failed ?? (named === undefined ? undefined : there.at(-1));
  if (!step) return null;
  const used = effects.findLast(({ stepPath, iteration }) => stepPath === step.path && iteration === step.iteration);
  const node = findNode(run.ruleVersion?.plan ?? run.plan, step.path);
  const connectionId = used?.connectionId ?? (node && connectionOf(node));
  return {
    stepPath: step.path,
    iteration: step.iteration,
    stepId: step.stepId,
    stepName: step.name,
    connection: connectionId ? await findConnection(manager, connectionId, node) : null,
  };
}

async function findConnection(manager: EntityManager, id: string, node: PlanNode | undefined) {
  const found = await manager.findOneBy(Connection, { id });
  if (found) return { id, platform: found.platform, accountName: found.accountName, status: found.status };
  const uses = node?.kind === 'approval' ? node.gates.uses : node?.kind === 'action' ? node.uses : '';
  return { id, platform: uses.split('.')[0] ?? '', accountName: '', status: 'removed' as const };
}

function connectionOf(node: PlanNode): string | undefined {
  if (node.kind === 'approval') return node.gates.connectionId;
  return node.kind === 'action' ? node.connectionId : undefined;
}

function findNode(plan: unknown, path: string): PlanNode | undefined {
  const parsed = Plan.safeParse(plan);
  return parsed.success ? flattenSteps(parsed.data.nodes).find((node) => node.path === path) : undefined;
}
