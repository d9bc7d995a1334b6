import type { StepKind } from './display.js';
import type { StepForm } from './form-base.js';
import { form as action } from './kinds/action/form.js';
import { form as approval } from './kinds/approval/form.js';
import { form as branch } from './kinds/branch/form.js';
import { form as call } from './kinds/call/form.js';
import { form as code } from './kinds/code/form.js';
import { form as each } from './kinds/each/form.js';
import { form as model } from './kinds/model/form.js';
import { form as parallel } from './kinds/parallel/form.js';
import { form as stop } from './kinds/stop/form.js';
import { form as waitForEvent } from './kinds/wait-for-event/form.js';
import { form as wait } from './kinds/wait/form.js';

export type { FormField } from './form-base.js';

/** The form of each kind of step. A kind that is missing here does not type-check. */
const STEP_FORMS: Readonly<Record<StepKind, StepForm>> = {
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
};

const NO_FORM: StepForm = { fields: [], settings: [] };

/** Empty for a kind that does not exist: what is written may be anything. */
export function formOf(kind: string): StepForm {
  return Object.hasOwn(STEP_FORMS, kind) ? STEP_FORMS[kind as StepKind] : NO_FORM;
}
