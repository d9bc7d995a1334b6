import type { PlanActivities, RunScope } from '@jarvis/plan';
import type { RetryPolicy } from '@jarvis/steps/nodes';
import type { Lane } from '@jarvis/vocabulary';
import type { StepResult } from './group-budget.js';

export interface StepCall {
  lane: Lane;
  timeoutMs: number;
  retry: RetryPolicy;
  summary: string;
}

/** Calls one activity of the given lane. */
export type Perform<Result> = (activities: PlanActivities, scope: RunScope) => Promise<Result>;

/**
 * What steps ask of the outside. Workflow code schedules activities for it; inside the activity that runs a group of
 * steps it is a function call.
 */
export interface Calls {
  /** Whether parts of the run go on side by side now. */
  readonly isSideBySide: boolean;
  /** Whether a further step has to wait until another is done. */
  readonly isFull: boolean;
  /** Does work whose parts go on side by side. */
  sideBySide<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Where a step's activity runs, whose plan says this lane. */
  laneOf(lane: Lane): Lane;
  /** A step of the plan, with its own timeout and retries, in the lane that {@link laneOf} gives. */
  step<Result extends StepResult>(call: StepCall, perform: Perform<Result>): Promise<Result>;
  /** A short write to our own database. One after the other, so that what is said last of a run is what its row says. */
  record<Result>(summary: string, perform: Perform<Result>): Promise<Result>;
  /** Call after anything that ended the workflow task. */
  startNewGroup(): void;
}
