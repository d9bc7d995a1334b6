import type { ActionNode } from '@jarvis/plan';
import type { ActionStep } from '@jarvis/rules';
import { actionCore } from './action-core.js';
import { policyApproval } from './policy.js';
import { laneOf, retryOf, timeoutOf } from './settings.js';
import { baseOf, stateAfter, type Compiled, type StepSite } from './site.js';

/** Timeout where the action is not known; such a plan is never returned. */
const UNKNOWN_TIMEOUT_MS = 30_000;

/** An action, preceded by an approval where policy demands one that the definition does not have. */
export function compileAction(site: StepSite<ActionStep>): Compiled {
  const { step, path, context, state } = site;
  const core = actionCore(step, path, context, state);
  const base = baseOf(site, core.action?.title);
  const inserted = context.gates.has(path) ? undefined : policyApproval(core, base, context);
  const gatedBy = context.gates.get(path)?.approvalId ?? inserted?.id;
  const node: ActionNode = {
    kind: 'action',
    ...base,
    ...core.gates,
    lane: laneOf(core),
    timeoutMs: timeoutOf(step, core.action?.timeoutMs ?? UNKNOWN_TIMEOUT_MS),
    retry: retryOf(step),
    effect: core.effect,
    ...(gatedBy === undefined ? {} : { gatedBy }),
  };
  return { nodes: inserted ? [inserted, node] : [node], state: stateAfter(site), terminates: false };
}
