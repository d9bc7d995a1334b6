import type { Action } from '@jarvis/connector-kit';
import type { ActionNode, RiskLevel } from '@jarvis/plan';
import { suggest, type ActionStep } from '@jarvis/rules';
import { resolveConnection } from './connection.js';
import type { CompileContext } from './context.js';
import { checkTemplate } from './expressions.js';
import { checkInput } from './input.js';
import { displayName } from './names.js';
import { scopeShape, type ScopeState } from './scope.js';

/** What an action step means, apart from when it runs. */
export interface ActionCore {
  gates: Pick<ActionNode, 'id' | 'path' | 'name' | 'uses' | 'connectionId' | 'with'>;
  /** Undefined when the action does not exist; that has been reported. */
  action: Action | undefined;
  effect: Action['effect'];
  idempotency: Action['idempotency'];
  risk: RiskLevel;
}

/** Compiles an action step's meaning, once: its approval needs it before the step itself is reached. */
export function actionCore(step: ActionStep, path: string, context: CompileContext, state: ScopeState): ActionCore {
  const known = context.cores.get(path);
  if (known) return known;
  const core = compileCore(step, path, context, state);
  context.cores.set(path, core);
  return core;
}

function compileCore(step: ActionStep, path: string, context: CompileContext, state: ScopeState): ActionCore {
  const action = context.registry.getAction(step.uses);
  const input = step.with ?? {};
  const gate = context.gates.get(path);
  const notYet = gate && `The input of “${step.id}” is fixed when “${gate.approvalId}” asks, before this step has run.`;
  const scope = scopeShape(context, gate?.scope ?? state, notYet);
  const leaves = checkTemplate(input, { context, scope, path: `${path}.with` });
  const gates = { id: step.id, path, name: displayName(step, action?.title), uses: step.uses, with: input };

  if (!action) {
    const ids = context.registry.listActions().map(({ id }) => id);
    context.report({
      path: `${path}.uses`,
      code: 'unknown-action',
      message: `There is no action “${step.uses}”.`,
      hint: suggest(step.uses, ids) ?? 'Look at the list of actions.',
    });
    return { gates, action, effect: 'write', idempotency: 'none', risk: 'medium' };
  }

  const problems = checkInput(action, input, leaves, `${path}.with`);
  problems.forEach((problem) => context.report(problem));
  const connectionId = resolveConnection(step, action, path, context);
  return {
    gates: { ...gates, ...(connectionId === undefined ? {} : { connectionId }) },
    action,
    ...traitsOf(action, leaves.length === 0 && problems.length === 0 ? { input } : undefined),
  };
}

/** What the action does; only an input without templates is known well enough to narrow its worst case. */
function traitsOf(
  action: Action,
  known: { input: unknown } | undefined,
): Pick<ActionCore, 'effect' | 'idempotency' | 'risk'> {
  const worst = { effect: action.effect, idempotency: action.idempotency, risk: action.baseRisk };
  if (!known) return worst;
  try {
    return {
      effect: action.effectOf(known.input),
      idempotency: action.idempotencyOf(known.input),
      risk: action.assessRisk(known.input).level,
    };
  } catch {
    return worst; // a connector that cannot judge its input is taken at its worst
  }
}
