import type { Shape } from '@jarvis/expressions';
import { stepName } from '@jarvis/steps/display';
import type { Step } from '@jarvis/steps/language';
import type { PlanNode } from '@jarvis/steps/nodes';
import type { OnError } from '@jarvis/vocabulary';
import type { CompileContext, CompilerRegistry } from './context.js';
import { checkCondition, type Place } from './expressions.js';
import type { Availability, ScopeState } from './scope.js';

/** What the compiler asks of a kind of step. */
export interface StepCompiler<S extends Step, N extends PlanNode> {
  compile(site: StepSite<S>): Compiled;
  /** What expressions can read of its output; `label` is what messages call it. */
  outputShape(step: S, label: string, known: Pick<CompileContext, 'registry' | 'rules'>): Shape;
  /** Takes the node into the group of local neighbours before it, or ends that; gives the group's duration after it. */
  group(node: N, at: Grouping): number;
}

/** A group of neighbours that run in one workflow task. Durations are the usual ones, in milliseconds. */
export interface Grouping {
  /** Of the group so far. */
  before: number;
  registry: CompilerRegistry;
  /** Goes through a list inside of the node; gives the duration of the group at its end. */
  groupList: (nodes: readonly PlanNode[], before: number) => number;
}

/** What compiling a step or a list of steps gives. */
export interface Compiled {
  nodes: PlanNode[];
  /** What has run after it. */
  state: ScopeState;
  /** Whether the run always ends inside of it. */
  terminates: boolean;
}

/** One step where it stands. */
export interface StepSite<S extends Step = Step> {
  step: S;
  path: string;
  context: CompileContext;
  /** What has run before it. */
  state: ScopeState;
  /** Steps after it in the same list. */
  later: readonly Step[];
  /** Compiles a list inside of it. */
  compileList(list: { steps: readonly Step[]; path: string; state: ScopeState }): Compiled;
}

/** Where an expression of this step stands. */
export function placeOf({ path, context, state }: StepSite, field: string): Place {
  return { context, scope: context.scopes.at(state), path: `${path}.${field}` };
}

/** What every node has; `addHandling` adds the steps beside the way. */
export function baseOf(site: StepSite): { id: string; path: string; name: string; onError: OnError; if?: string } {
  const { step, path } = site;
  return {
    id: step.id,
    path,
    name: stepName(step),
    onError: afterFailure(step),
    ...(step.if === undefined ? {} : { if: checkCondition(step.if, placeOf(site, 'if')) }),
  };
}

/** What the run does after the step has failed, and after the steps for that. */
export function afterFailure({ onError = 'fail' }: Pick<Step, 'onError'>): OnError {
  return typeof onError === 'string' ? onError : (onError.then ?? 'continue');
}

/** Whether the run can only go on past the step when all of it has come through. */
export function isSure({ step }: StepSite): boolean {
  return step.if === undefined && afterFailure(step) === 'fail';
}

/** What has run after a step that does not end the run. */
export function stateAfter(site: StepSite): ScopeState {
  const { step, state } = site;
  const availability: Availability = isSure(site) ? 'always' : 'skippable';
  return { ...state, ran: new Map(state.ran).set(step.id, availability) };
}

/** What has run after all of these ways, each of which began where the step stands. */
export function stateAfterAll(site: StepSite, ways: readonly Compiled[]): ScopeState {
  const ran = new Map(stateAfter(site).ran);
  const availability: Availability = site.step.if === undefined ? 'always' : 'maybe';
  for (const { state } of ways) {
    for (const [id, known] of state.ran)
      if (!ran.has(id)) ran.set(id, availability === 'always' ? known : availability);
  }
  return { ...site.state, ran };
}

/** What has run after one of these ways: a step on one of several may not have run. */
export function stateAfterOne(site: StepSite, ways: readonly Compiled[]): ScopeState {
  const open = ways.filter(({ terminates }) => !terminates).map(({ state }) => state.ran);
  // That it may be skipped, or fail on the way, adds a way past it.
  if (!isSure(site)) open.push(site.state.ran);
  const ran = new Map(stateAfter(site).ran);
  for (const id of new Set(open.flatMap((way) => [...way.keys()]))) {
    if (ran.has(id)) continue;
    const [first, ...others] = open.map((way) => way.get(id));
    ran.set(id, first !== undefined && others.length === 0 ? first : 'maybe');
  }
  return { ...site.state, ran };
}
