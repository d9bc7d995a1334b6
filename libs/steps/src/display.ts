import type { StepDisplay } from './display-base.js';
import { display as action } from './kinds/action/display.js';
import { display as approval } from './kinds/approval/display.js';
import { display as branch } from './kinds/branch/display.js';
import { display as call } from './kinds/call/display.js';
import { display as code } from './kinds/code/display.js';
import { display as each } from './kinds/each/display.js';
import { display as model } from './kinds/model/display.js';
import { display as parallel } from './kinds/parallel/display.js';
import { display as stop } from './kinds/stop/display.js';
import { display as waitForEvent } from './kinds/wait-for-event/display.js';
import { display as wait } from './kinds/wait/display.js';

export { ASIDES, type Aside, type ListField, type StepDisplay } from './display-base.js';
export { itemWords } from './item-words.js';
export { stepName } from './step-name.js';

/** How each kind of step is shown, in the order of the menu. What is listed here is a kind; the other registries follow. */
const DISPLAYS = {
  action,
  model,
  code,
  approval,
  branch,
  parallel,
  each,
  wait,
  stop,
  'wait-for-event': waitForEvent,
  call,
} satisfies Record<string, StepDisplay>;

export type StepKind = keyof typeof DISPLAYS;

export const STEP_DISPLAYS: Readonly<Record<StepKind, StepDisplay>> = DISPLAYS;

/** Undefined for a kind that does not exist: what is written may be anything. */
export function displayOf(kind: string): StepDisplay | undefined {
  return Object.hasOwn(STEP_DISPLAYS, kind) ? STEP_DISPLAYS[kind as StepKind] : undefined;
}
