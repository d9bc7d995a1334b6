import type { Grouping, StepCompiler } from '@jarvis/compiler/kit';
import type { StepKind } from './display.js';
import { compiler as action } from './kinds/action/compile.js';
import { compiler as approval } from './kinds/approval/compile.js';
import { compiler as branch } from './kinds/branch/compile.js';
import { compiler as call } from './kinds/call/compile.js';
import { compiler as code } from './kinds/code/compile.js';
import { compiler as each } from './kinds/each/compile.js';
import { compiler as model } from './kinds/model/compile.js';
import { compiler as parallel } from './kinds/parallel/compile.js';
import { compiler as stop } from './kinds/stop/compile.js';
import { compiler as waitForEvent } from './kinds/wait-for-event/compile.js';
import { compiler as wait } from './kinds/wait/compile.js';
import type { Step } from './language.js';
import type { PlanNode } from './nodes.js';

/** How each kind of step is compiled. A kind that is missing here does not type-check. */
const KINDS = {
  action,
  approval,
  branch,
  code,
  each,
  model,
  parallel,
  stop,
  wait,
  'wait-for-event': waitForEvent,
  call,
} satisfies {
  [Kind in StepKind]: StepCompiler<Extract<Step, { kind: Kind }>, Extract<PlanNode, { kind: Kind }>>;
};

type AnyCompiler = StepCompiler<Step, PlanNode>;

/** The compiler of a step's kind. */
export function compilerOf<S extends Step>({ kind }: S): Pick<StepCompiler<S, PlanNode>, 'compile' | 'outputShape'> {
  // TypeScript does not see that the step and the entry are of one kind.
  return KINDS[kind] as AnyCompiler;
}

/** Takes a node into the group of local neighbours before it, as its kind says. */
export function groupOf(node: PlanNode, at: Grouping): number {
  return (KINDS[node.kind] as AnyCompiler).group(node, at);
}
