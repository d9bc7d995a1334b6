import { ON_ERROR } from '@jarvis/vocabulary';
import { z } from 'zod';
import { Condition, Duration, Retry, StepId } from './fields.js';

/** Most steps in one list, and most cases of a branch. */
export const MAX_STEPS = 200;

/** What every step of a definition has. */
export const common = {
  id: StepId,
  name: z.string().min(1).max(120).optional().meta({ description: 'What people read; default: made from the id.' }),
  if: Condition.optional().meta({ description: 'The step is skipped when this gives false.' }),
  onError: z.enum(ON_ERROR).optional().meta({
    default: 'fail',
    description: '`fail` (default) ends the run; with `continue` later steps can read `steps.<id>.error`.',
  }),
};

/** What steps have besides that are carried out by an activity. */
export const activity = {
  ...common,
  timeout: Duration.optional().meta({ description: 'Time for one attempt; default: what the action needs.' }),
  retry: Retry.optional(),
};
