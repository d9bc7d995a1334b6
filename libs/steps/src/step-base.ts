import { ON_ERROR, type OnError } from '@jarvis/vocabulary';
import { z } from 'zod';
import { Condition, Duration, Retry, StepId } from './fields.js';

/** Most steps in one list, and most cases of a branch. */
export const MAX_STEPS = 200;

/** What every step of a definition has. */
export const common = {
  id: StepId,
  name: z.string().min(1).max(120).optional().meta({ description: 'What people read; default: made from the id.' }),
  note: z.string().min(1).max(2_000).optional().meta({
    description: 'For whoever reads the rule: why the step is there. Runs know nothing of it.',
  }),
  if: Condition.optional().meta({ description: 'The step is skipped when this gives false.' }),
};

/** The groups of the fields with steps beside the way of the run. */
export const handlingGroups = <Step>(steps: z.ZodType<Step[]>) => ({
  onError: z.strictObject({
    steps: steps.meta({ description: 'Run when the step has failed; they read `steps.<id>.error`.' }),
    then: z.enum(ON_ERROR).optional().meta({
      default: 'continue',
      description: 'What the run does after them: it goes on (default), or fails with the error of the step.',
    }),
  }),
  compensate: z.strictObject({
    steps: steps.meta({ description: 'They read what the step gave, and in a loop its `item`.' }),
  }),
});

/** What the schema of every kind gets besides. */
export const handling = <Step>({ onError, compensate }: ReturnType<typeof handlingGroups<Step>>) => ({
  // The group first: of what is wrong, that is told which fits what is written.
  onError: z
    .union([onError, z.enum(ON_ERROR)])
    .optional()
    .meta({
      default: 'fail',
      description:
        '`fail` (default) ends the run; with `continue` later steps can read `steps.<id>.error`. Or `steps` that run when it has failed after all its attempts, and with `then` what the run does after them.',
    }),
  compensate: compensate.optional().meta({
    description:
      'With `steps` that undo what the step did. When the run fails or is cancelled later, they run for each step that had succeeded, the last first.',
  }),
});

/** The same as a type; zod cannot tell it of steps that hold steps. */
export interface Handling<Step> {
  onError?: OnError | { steps: Step[]; then?: OnError | undefined } | undefined;
  compensate?: { steps: Step[] } | undefined;
}

/** What steps have besides that are carried out by an activity. */
export const activity = {
  ...common,
  timeout: Duration.optional().meta({ description: 'Time for one attempt; default: what the action needs.' }),
  retry: Retry.optional(),
};
