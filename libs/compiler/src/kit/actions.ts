import { refusalOf, type Action, type EgressPolicy } from '@jarvis/connector-kit';
import { suggestOfPlatform, type Finding } from '@jarvis/rules';
import { stepName } from '@jarvis/steps/display';
import type { ActionStep } from '@jarvis/steps/language';
import type { ActionNode } from '@jarvis/steps/nodes';
import type { RiskLevel } from '@jarvis/vocabulary';
import { resolveConnection } from './connection.js';
import type { CompileContext } from './context.js';
import { checkTemplate, type TemplatedLeaf } from './expressions.js';
import { checkInput } from './input.js';
import { RISK_RANK } from './policy.js';
import type { ScopeState } from './scope.js';

/** What an action step means, apart from when it runs. */
export interface ActionCore {
  gates: Pick<ActionNode, 'id' | 'path' | 'name' | 'uses' | 'connectionId' | 'with'>;
  /** Undefined when the action does not exist; that has been reported. */
  action: Action | undefined;
  effect: Action['effect'];
  idempotency: Action['idempotency'];
  risk: RiskLevel;
}

/** Where an approval fixed the input of an action, and under what. */
interface Gate {
  approvalId: string;
  scope: ScopeState;
}

/** What is known of the actions of a rule, by their paths: which approval asks for them, and what they mean. */
export class Actions {
  private readonly gates = new Map<string, Gate>();
  private readonly cores = new Map<string, ActionCore>();

  gate(path: string, gate: Gate): void {
    this.gates.set(path, gate);
  }

  gateOf(path: string): Gate | undefined {
    return this.gates.get(path);
  }

  /** Compiled once: its approval needs it before the step itself is reached. */
  coreOf(step: ActionStep, path: string, context: CompileContext, state: ScopeState): ActionCore {
    const core = this.cores.get(path) ?? compileCore(step, path, context, state);
    this.cores.set(path, core);
    return core;
  }
}

function compileCore(step: ActionStep, path: string, context: CompileContext, state: ScopeState): ActionCore {
  const action = context.registry.getAction(step.uses);
  const input = step.with ?? {};
  const gate = context.actions.gateOf(path);
  const notYet = gate && `The input of “${step.id}” is fixed when “${gate.approvalId}” asks, before this step has run.`;
  const scope = context.scopes.at(gate?.scope ?? state, notYet);
  const leaves = checkTemplate(input, { context, scope, path: `${path}.with` });
  const gates = { id: step.id, path, name: stepName(step), uses: step.uses, with: input };

  if (!action) {
    reportUnknown(step.uses, path, context);
    return { gates, action, effect: 'write', idempotency: 'none', risk: 'medium' };
  }

  const problems = [
    ...checkInput({ id: step.uses, what: 'input', schema: action.input }, input, leaves, `${path}.with`),
    ...checkAddress(action, input, leaves, { path: `${path}.with`, egress: context.policy.egress }),
  ];
  problems.forEach((problem) => context.report(problem));
  const { id, platform, connection: need } = action;
  const connectionId = resolveConnection(
    { what: 'step', id, platform, need, connection: step.connection, path },
    context,
  );
  return {
    gates: { ...gates, ...(connectionId === undefined ? {} : { connectionId }) },
    action,
    ...(leaves.length === 0 && problems.length === 0 ? traitsOf(action, input) : usualTraits(action, input, leaves)),
  };
}

export function reportUnknown(
  uses: string,
  path: string,
  { registry, report }: Pick<CompileContext, 'registry' | 'report'>,
): void {
  const ids = registry.listActions().map(({ id }) => id);
  report({
    path: `${path}.uses`,
    code: 'unknown-action',
    message: `There is no action “${uses}”.`,
    hint: suggestOfPlatform(uses, ids) ?? 'Look at the list of actions.',
  });
}

/** An address that is written out; one of an expression is checked at the call. */
export function checkAddress(
  { address }: Action,
  input: Record<string, unknown>,
  leaves: readonly TemplatedLeaf[],
  { path, egress }: { path: string; egress: EgressPolicy },
): Finding[] {
  const url = address === undefined ? undefined : input[address];
  if (typeof url !== 'string' || !URL.canParse(url) || leaves.some(({ segments: [field] }) => field === address))
    return [];
  const refusal = refusalOf(new URL(url), egress);
  if (!refusal) return [];
  const { message, hint } = refusal;
  return [{ path: `${path}.${address}`, code: 'refused-address', message, ...(hint === undefined ? {} : { hint }) }];
}

type Traits = Pick<ActionCore, 'effect' | 'idempotency' | 'risk'>;

/** What the action does with an input that is known. */
function traitsOf(action: Action, input: unknown): Traits {
  try {
    return {
      effect: action.effectOf(input),
      idempotency: action.idempotencyOf(input),
      risk: action.assessRisk(input).level,
    };
  } catch {
    // A connector that cannot judge its input is taken at its worst.
    return { effect: action.effect, idempotency: action.idempotency, risk: action.baseRisk };
  }
}

/**
 * The same where expressions decide: the worst effect, and the usual risk unless what is literal is riskier already.
 * The worker judges the risk again when it knows everything.
 */
function usualTraits(action: Action, input: unknown, leaves: readonly TemplatedLeaf[]): Traits {
  const { effect, idempotency, baseRisk } = action;
  const assumed = structuredClone({ input });
  for (const { segments } of leaves) setAt(assumed, ['input', ...segments], STAND_IN);
  const { risk } = traitsOf(action, assumed.input);
  return { effect, idempotency, risk: RISK_RANK[risk] > RISK_RANK[baseRisk] ? risk : baseRisk };
}

/** Fits where text or an address is wanted. */
const STAND_IN = 'https://example.com';

function setAt(root: unknown, [head, ...rest]: readonly (string | number)[], value: unknown): void {
  if (typeof root !== 'object' || root === null || head === undefined) return;
  if (rest.length === 0) Reflect.set(root, head, value);
  else setAt(Reflect.get(root, head), rest, value);
}
