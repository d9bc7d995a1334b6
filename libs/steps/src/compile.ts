import type { StepCompiler } from '@jarvis/compiler/kit';
import { compiler as action } from './kinds/action/compile.js';
import { compiler as approval } from './kinds/approval/compile.js';
import { compiler as branch } from './kinds/branch/compile.js';
import { compiler as model } from './kinds/model/compile.js';
import { compiler as stop } from './kinds/stop/compile.js';
import { compiler as wait } from './kinds/wait/compile.js';
import type { Step } from './language.js';

/** How each kind of step is compiled. A kind that is missing here does not type-check. */
const KINDS = { action, approval, branch, model, stop, wait } satisfies {
  [Kind in Step['kind']]: StepCompiler<Extract<Step, { kind: Kind }>>;
};

/** The compiler of a step's kind. */
export function compilerOf<S extends Step>({ kind }: S): StepCompiler<S> {
  // TypeScript does not see that the step and the entry are of one kind.
  return KINDS[kind] as StepCompiler<Step>;
}
