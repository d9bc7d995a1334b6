import type { Step } from '@jarvis/steps/language';
import type { StepCompiler } from '../site.js';
import * as action from './action.js';
import * as approval from './approval.js';
import * as branch from './branch.js';
import * as model from './model.js';
import * as stop from './stop.js';
import * as wait from './wait.js';

/** How each kind of step is compiled. A kind that is missing here does not type-check. */
const KINDS = { action, approval, branch, model, stop, wait } satisfies {
  [Kind in Step['kind']]: StepCompiler<Extract<Step, { kind: Kind }>>;
};

/** The compiler of a step's kind. */
export function compilerOf<S extends Step>({ kind }: S): StepCompiler<S> {
  // TypeScript does not see that the step and the entry are of one kind.
  return KINDS[kind] as StepCompiler<Step>;
}
