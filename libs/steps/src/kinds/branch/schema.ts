import { z } from 'zod';
import { Condition } from '../../fields.js';
import { common, MAX_STEPS } from '../../step-base.js';

export const schema = <Step>(steps: z.ZodType<Step[]>) =>
  z
    .strictObject({
      kind: z.literal('branch'),
      ...common,
      cases: z
        .array(z.strictObject({ if: Condition, steps }))
        .min(1)
        .max(MAX_STEPS)
        .meta({ description: 'The first whose condition holds runs.' }),
      else: steps.optional().meta({ description: 'Runs when no case holds.' }),
    })
    .meta({ title: 'Branch', description: 'Chooses which steps run.' });

export interface BranchStep<Step> extends Omit<z.infer<ReturnType<typeof schema>>, 'cases' | 'else'> {
  cases: { if: string; steps: Step[] }[];
  else?: Step[];
}
