import { PARALLEL_MODES } from '@jarvis/vocabulary';
import { z } from 'zod';
import { common } from '../../step-base.js';

/** Most branches of a parallel step. */
const MAX_BRANCHES = 50;

export const schema = <Step>(steps: z.ZodType<Step[]>) =>
  z
    .strictObject({
      kind: z.literal('parallel'),
      ...common,
      mode: z.enum(PARALLEL_MODES).optional().meta({
        default: 'all',
        description:
          'When the step is done. `all` (default): every branch has come through; the first that does not stops the others. `any`: all have ended, and at least one came through. `first-success`: one came through; it stops the others.',
      }),
      limit: z.int().min(1).max(MAX_BRANCHES).optional().meta({
        description: 'How many branches run at the same time; default: all.',
      }),
      branches: z
        .array(
          z.strictObject({
            name: z.string().min(1).max(120).optional().meta({ description: 'What people read; default: its number.' }),
            steps,
          }),
        )
        .min(1)
        .max(MAX_BRANCHES)
        .meta({ description: 'Run at the same time; none can read what another gave.' }),
    })
    .meta({ title: 'Parallel', description: 'Runs several lists of steps at the same time.' });

export interface ParallelStep<Step> extends Omit<z.infer<ReturnType<typeof schema>>, 'branches'> {
  branches: { name?: string | undefined; steps: Step[] }[];
}
