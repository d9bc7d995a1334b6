import type { StepRunner } from '@jarvis/interpreter/kit';
import * as action from './kinds/action/run.js';
import * as approval from './kinds/approval/run.js';
import * as branch from './kinds/branch/run.js';
import * as model from './kinds/model/run.js';
import * as stop from './kinds/stop/run.js';
import * as wait from './kinds/wait/run.js';
import type { PlanNode } from './nodes.js';

/** How each kind of step is run. A kind that is missing here does not type-check. */
const KINDS = { action, approval, branch, model, stop, wait } satisfies {
  [Kind in PlanNode['kind']]: StepRunner<Extract<PlanNode, { kind: Kind }>>;
};

/** The runner of a node's kind. */
export function runnerOf<N extends PlanNode>({ kind }: N): StepRunner<N> {
  // TypeScript does not see that the node and the entry are of one kind.
  return KINDS[kind] as StepRunner<PlanNode>;
}
