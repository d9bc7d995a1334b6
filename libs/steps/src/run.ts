import type { RunNode } from '@jarvis/interpreter/kit';
import { runNode as action } from './kinds/action/run.js';
import { runNode as approval } from './kinds/approval/run.js';
import { runNode as branch } from './kinds/branch/run.js';
import { runNode as call } from './kinds/call/run.js';
import { runNode as code } from './kinds/code/run.js';
import { runNode as each } from './kinds/each/run.js';
import { runNode as model } from './kinds/model/run.js';
import { runNode as parallel } from './kinds/parallel/run.js';
import { runNode as stop } from './kinds/stop/run.js';
import { runNode as waitForEvent } from './kinds/wait-for-event/run.js';
import { runNode as wait } from './kinds/wait/run.js';
import type { PlanNode } from './nodes.js';

/** How each kind of step is run. A kind that is missing here does not type-check. */
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
  [Kind in PlanNode['kind']]: RunNode<Extract<PlanNode, { kind: Kind }>>;
};

/** What runs nodes of this kind. */
export function runnerOf<N extends PlanNode>({ kind }: N): RunNode<N> {
  // TypeScript does not see that the node and the entry are of one kind.
  return KINDS[kind] as RunNode<PlanNode>;
}
