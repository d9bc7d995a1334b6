import type { Plan } from '@jarvis/plan';
import type { RiskLevel } from '@jarvis/vocabulary';
import { nodesOf } from './describe.js';
import type { CompilerRegistry } from './kit/context.js';

/** What lists and filters show of a rule. */
export interface PlanSummary {
  /** The highest risk of any of its actions. */
  riskLevel: RiskLevel;
  requiresApproval: boolean;
  /** Connections it acts through. */
  connectionIds: string[];
}

const LEVELS: readonly RiskLevel[] = ['low', 'medium', 'high'];

/** Risk, approvals and connections of a plan. */
export function summarizePlan(plan: Plan, registry: CompilerRegistry): PlanSummary {
  const nodes = nodesOf(plan);
  const approvals = nodes.flatMap((node) => (node.kind === 'approval' ? [node] : []));
  const risks = [
    ...approvals.map(({ riskLevel }) => riskLevel),
    ...nodes.flatMap((node) =>
      node.kind === 'action' && node.gatedBy === undefined ? [registry.getAction(node.uses)?.baseRisk ?? 'medium'] : [],
    ),
  ];
  return {
    riskLevel: LEVELS[Math.max(0, ...risks.map((risk) => LEVELS.indexOf(risk)))] ?? 'low',
    requiresApproval: approvals.length > 0,
    connectionIds: [
      ...new Set(
        nodes.flatMap((node) => (node.kind === 'action' && node.connectionId !== undefined ? [node.connectionId] : [])),
      ),
    ],
  };
}
