import type { Step } from '@jarvis/steps/language';
import type { PlanNode } from '@jarvis/steps/nodes';
import { visitSteps } from './outline.js';
import type { Availability, ScopeState } from './scope.js';
import { afterFailure, type Compiled, type StepSite } from './site.js';

/** Adds to a compiled step what runs when it has failed, and what undoes it. */
export function addHandling(site: StepSite, compiled: Compiled): Compiled {
  const { onError, compensate } = site.step;
  if (typeof onError !== 'object' && compensate === undefined) return compiled;
  // An approval that policy put before an action is not what was written, so it keeps to the usual.
  const handled = typeof onError === 'object' ? compileHandlers(site, compiled, onError.steps) : undefined;
  const undoing = compensate && compileUndoing(site, compiled, compensate.steps);
  const add = (node: PlanNode): PlanNode => ({
    ...node,
    ...(handled ? { onError: { steps: handled.nodes, then: afterFailure(site.step) } } : {}),
    ...(undoing ? { compensate: { steps: undoing.nodes } } : {}),
  });
  return {
    ...compiled,
    nodes: compiled.nodes.map((node) => (node.id === site.step.id ? add(node) : node)),
    state:
      handled && afterFailure(site.step) === 'continue' ? withMaybe(compiled.state, handled.state) : compiled.state,
  };
}

/** They know that the step has failed. What stands inside of it may have run before it did. */
function compileHandlers(site: StepSite, { state }: Compiled, steps: readonly Step[]): Compiled {
  const path = `${site.path}.onError.steps`;
  reportEmpty(site, path, steps);
  const { ran } = withMaybe(site.state, state);
  return site.compileList({ steps, path, state: { ...site.state, ran: new Map(ran).set(site.step.id, 'failed') } });
}

/** They run only for a step that has succeeded, with what was known then. */
function compileUndoing(site: StepSite, { state }: Compiled, steps: readonly Step[]): Compiled {
  const path = `${site.path}.compensate.steps`;
  reportEmpty(site, path, steps);
  visitSteps(steps, path, ({ step, path: at }) => {
    const what = step.kind === 'stop' ? 'A stop' : step.compensate ? 'A `compensate`' : undefined;
    if (what === undefined) return;
    site.context.report({
      path: step.kind === 'stop' ? at : `${at}.compensate`,
      code: 'not-in-compensate',
      message: `${what} has no place among steps that undo another: the run has ended for its rule by then.`,
      hint: 'Remove it.',
    });
  });
  return site.compileList({ steps, path, state: { ...state, ran: new Map(state.ran).set(site.step.id, 'always') } });
}

function reportEmpty({ context }: StepSite, path: string, steps: readonly Step[]): void {
  if (steps.length > 0) return;
  context.report({
    path,
    code: 'empty-steps',
    message: 'There is nothing to do here.',
    hint: 'Add at least one step, or remove the field.',
  });
}

/** A state, and what may have run besides. */
function withMaybe(state: ScopeState, besides: ScopeState): ScopeState {
  const more = [...besides.ran.keys()].filter((id) => !state.ran.has(id));
  return { ...state, ran: new Map<string, Availability>([...state.ran, ...more.map((id) => [id, 'maybe'] as const)]) };
}
