import type { ActionNode, ApprovalNode } from '@jarvis/steps/nodes';
import type { RiskLevel } from '@jarvis/vocabulary';
import type { ActionCore } from './actions.js';
import type { CompileContext } from './context.js';
import { claimId } from './names.js';
import { APPROVAL_EXPIRES_MS } from './settings.js';

/** Levels in order. */
export const RISK_RANK: Record<RiskLevel, number> = { low: 0, medium: 1, high: 2 };

/**
 * The approval policy puts before an action that is risky and that no approval gates. It has the action's condition,
 * so that nobody is asked about what will be skipped.
 */
export function policyApproval(
  core: ActionCore,
  base: Pick<ActionNode, 'id' | 'path' | 'name' | 'if'>,
  context: CompileContext,
): ApprovalNode | undefined {
  if (!core.action || RISK_RANK[core.risk] < RISK_RANK[context.policy.approveFrom]) return undefined;
  const id = claimId(`approve${base.id.charAt(0).toUpperCase()}${base.id.slice(1)}`, context.ids);
  context.report({
    path: base.path,
    code: 'approval-inserted',
    message: `“${base.name}” is of ${core.risk} risk and nothing asks for approval, so a person will be asked before it runs.`,
    hint: `Add an approval step with \`for: ${base.id}\` to choose what the reviewer sees.`,
  });
  return {
    kind: 'approval',
    id,
    path: `${base.path}.approval`,
    name: `Approve: ${base.name}`,
    onError: 'fail',
    ...(base.if === undefined ? {} : { if: base.if }),
    gates: core.gates,
    title: base.name,
    message: `Asked by policy: the action is of ${core.risk} risk.`,
    riskLevel: core.risk,
    expiresAfterMs: APPROVAL_EXPIRES_MS,
    onRejected: [],
    onExpired: [],
  };
}
