import { z } from 'zod';
import type { StepKind } from './display.js';
import * as action from './kinds/action/schema.js';
import * as approval from './kinds/approval/schema.js';
import * as branch from './kinds/branch/schema.js';
import * as code from './kinds/code/schema.js';
import * as each from './kinds/each/schema.js';
import * as model from './kinds/model/schema.js';
import * as parallel from './kinds/parallel/schema.js';
import * as stop from './kinds/stop/schema.js';
import * as waitForEvent from './kinds/wait-for-event/schema.js';
import * as wait from './kinds/wait/schema.js';
import { MAX_STEPS } from './step-base.js';

export { describeDuration, parseDuration } from './duration.js';
export { Duration, EVEN_IF_MALFORMED, EventName, isGroup, Retry, STEP_ID, textOf } from './fields.js';

export type ActionStep = action.ActionStep;
export type ModelStep = model.ModelStep;
export type CodeStep = code.CodeStep;
export type BranchStep = branch.BranchStep<Step>;
export type ParallelStep = parallel.ParallelStep<Step>;
export type EachStep = each.EachStep<Step>;
export type ApprovalStep = approval.ApprovalStep<Step>;
export type WaitStep = wait.WaitStep;
export type StopStep = stop.StopStep;
export type WaitForEventStep = waitForEvent.WaitForEventStep;
export type Step =
  | ActionStep
  | ModelStep
  | CodeStep
  | BranchStep
  | ParallelStep
  | EachStep
  | ApprovalStep
  | WaitStep
  | StopStep
  | WaitForEventStep;

/** Steps inside a step. The annotation is what makes the recursion typeable. */
const Steps: z.ZodType<Step[]> = z.lazy(() => z.array(Step).max(MAX_STEPS));

/** How each kind of step is written in a definition. A kind that is missing here does not type-check. */
export const STEP_SCHEMAS = {
  action: action.schema,
  model: model.schema,
  code: code.schema,
  branch: branch.schema(Steps),
  parallel: parallel.schema(Steps),
  each: each.schema(Steps),
  approval: approval.schema(Steps),
  wait: wait.schema,
  stop: stop.schema,
  'wait-for-event': waitForEvent.schema,
} satisfies Record<StepKind, z.ZodObject>;

const { action: first, ...others } = STEP_SCHEMAS;
export const Step = z
  .discriminatedUnion('kind', [first, ...Object.values(others)])
  .meta({ id: 'Step', description: 'One step of a rule.' });
