import { isWithin } from '@jarvis/issues/path';
import { compilerOf } from '@jarvis/steps/compile';
import { stepName } from '@jarvis/steps/display';
import type { Step } from '@jarvis/steps/language';
import type { CompileContext } from './kit/context.js';
import { addHandling } from './kit/handling.js';
import type { ScopeState } from './kit/scope.js';
import type { Compiled, StepSite } from './kit/site.js';

/** Compiles a list of steps that starts in `state`. */
export function compileList(
  list: { steps: readonly Step[]; path: string; state: ScopeState },
  context: CompileContext,
): Compiled {
  const result: Compiled = { nodes: [], state: list.state, terminates: false };
  list.steps.forEach((step, index) => {
    const path = `${list.path}[${String(index)}]`;
    if (isWithin(context.at, path)) context.stateThere = result.state;
    const site: StepSite = {
      step,
      path,
      context,
      state: result.state,
      later: list.steps.slice(index + 1),
      compileList: (inner) => compileList(inner, context),
    };
    const compiled = addHandling(site, compilerOf(step).compile(site));
    const next = list.steps[index + 1];
    if (compiled.terminates && !result.terminates && next) {
      context.report({
        path: `${list.path}[${String(index + 1)}]`,
        code: 'unreachable-step',
        message: `“${stepName(next)}” can never run: the run has always ended before it.`,
        hint: 'Move it up, or remove it.',
      });
    }
    result.nodes.push(...compiled.nodes);
    result.state = compiled.state;
    result.terminates ||= compiled.terminates;
  });
  return result;
}
