import { z } from 'zod';
import type { StepKind } from './display.js';
import * as action from './kinds/action/schema.js';
import * as approval from './kinds/approval/schema.js';
import * as branch from './kinds/branch/schema.js';
import * as call from './kinds/call/schema.js';
import * as code from './kinds/code/schema.js';
import * as each from './kinds/each/schema.js';
import * as model from './kinds/model/schema.js';
import * as parallel from './kinds/parallel/schema.js';
import * as stop from './kinds/stop/schema.js';
import * as waitForEvent from './kinds/wait-for-event/schema.js';
import * as wait from './kinds/wait/schema.js';
import { handling, handlingGroups, MAX_STEPS, type Handling } from './step-base.js';

export { describeDuration, parseDuration } from './duration.js';
export { Condition, Duration, EVEN_IF_MALFORMED, EventName, isGroup, Retry, STEP_ID, textOf } from './fields.js';

// Each with what every kind can have besides.
export interface ActionStep extends action.ActionStep, Handling<Step> {}
export interface ModelStep extends model.ModelStep, Handling<Step> {}
export interface CodeStep extends code.CodeStep, Handling<Step> {}
export interface BranchStep extends branch.BranchStep<Step>, Handling<Step> {}
export interface ParallelStep extends parallel.ParallelStep<Step>, Handling<Step> {}
export interface EachStep extends each.EachStep<Step>, Handling<Step> {}
export interface ApprovalStep extends approval.ApprovalStep<Step>, Handling<Step> {}
export interface WaitStep extends wait.WaitStep, Handling<Step> {}
export interface StopStep extends stop.StopStep, Handling<Step> {}
export interface WaitForEventStep extends waitForEvent.WaitForEventStep, Handling<Step> {}
export interface CallStep extends call.CallStep, Handling<Step> {}
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
  | WaitForEventStep
  | CallStep;

/** Steps inside a step. The annotation is what makes the recursion typeable. */
const Steps: z.ZodType<Step[]> = z.lazy(() => z.array(Step).max(MAX_STEPS));

/** What each kind of step has of its own. A kind that is missing here does not type-check. */
const KINDS = {
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
  call: call.schema,
} satisfies Record<StepKind, z.ZodObject>;

const GROUPS = handlingGroups(Steps);
const HANDLING = handling(GROUPS);

/** The fields of the groups with steps beside the way of the run. */
export const HANDLING_FIELDS = { onError: GROUPS.onError.shape, compensate: GROUPS.compensate.shape };

/** How each kind of step is written in a definition. */
export const STEP_SCHEMAS = mapKinds(KINDS);

type Extended<Kinds> = {
  [Kind in keyof Kinds]: Kinds[Kind] extends z.ZodObject<infer Shape, infer Config>
    ? z.ZodObject<z.core.util.Extend<Shape, typeof HANDLING>, Config>
    : never;
};

function mapKinds<Kinds extends Record<string, z.ZodObject>>(kinds: Kinds): Extended<Kinds> {
  const extended = Object.entries(kinds).map(([kind, schema]) => [
    kind,
    schema.safeExtend(HANDLING).meta(schema.meta() ?? {}),
  ]);
  // Of the entries TypeScript knows only the type that all have in common.
  return Object.fromEntries(extended) as Extended<Kinds>;
}

const { action: first, ...others } = STEP_SCHEMAS;
export const Step = z
  .discriminatedUnion('kind', [first, ...Object.values(others)])
  .meta({ id: 'Step', description: 'One step of a rule.' });
