import { ON_ITEM_ERROR } from '@jarvis/vocabulary';
import { z } from 'zod';
import { Condition } from '../../fields.js';
import { common } from '../../step-base.js';

/** Most items that run at the same time. */
const MAX_CONCURRENCY = 50;

export const schema = <Step>(steps: z.ZodType<Step[]>) =>
  z
    .strictObject({
      kind: z.literal('each'),
      ...common,
      items: Condition.meta({
        description: 'CEL expression that gives a list; `${{ }}` around it is optional.',
        examples: ['${{ event.commits }}'],
      }),
      concurrency: z.int().min(1).max(MAX_CONCURRENCY).optional().meta({
        default: 1,
        description: 'How many items run at the same time; default 1, one after the other.',
      }),
      onItemError: z.enum(ON_ITEM_ERROR).optional().meta({
        default: 'stop',
        description:
          'What an item means that fails, or that a person declines. `stop` (default): no further item begins, and the step comes out as the item did. `continue`: the others go on, and so does the run. `collect`: the others go on, then the step fails with all that failed.',
      }),
      steps: steps.meta({
        description:
          'Runs for each item; expressions read it as `item` and its place as `index`, those of a loop around as `parent.item` and `parent.index`.',
      }),
    })
    .meta({ title: 'For each', description: 'Runs steps for each item of a list.' });

export interface EachStep<Step> extends Omit<z.infer<ReturnType<typeof schema>>, 'steps'> {
  steps: Step[];
}
