import { z } from 'zod';
import { Duration, TextTemplate } from '../../fields.js';
import { common } from '../../step-base.js';

export const schema = <Step>(steps: z.ZodType<Step[]>) =>
  z
    .strictObject({
      kind: z.literal('approval'),
      ...common,
      for: z.string().min(1).max(64).meta({
        description: 'The later action, by its id. It waits for the answer and runs with exactly what was approved.',
      }),
      title: TextTemplate.optional().meta({ description: 'Default: the name of the action.' }),
      message: TextTemplate.optional().meta({ description: 'What the reviewer should know.' }),
      reasoning: TextTemplate.optional().meta({ description: 'Why the action is proposed.' }),
      confidence: z
        .union([z.number().min(0).max(1), z.string().max(4200)])
        .optional()
        .meta({ description: 'Number 0 to 1, or an expression that gives one.' }),
      expiresAfter: Duration.optional().meta({
        default: '24h',
        description: 'Time to answer; default `24h`. No answer means no action.',
      }),
      selfApproval: z.boolean().optional().meta({
        default: true,
        description:
          'With `false`, whoever started the run or published its version of the rule cannot approve it; default `true`.',
      }),
      onRejected: steps.optional().meta({ description: 'Runs after a rejection; then the run ends as rejected.' }),
      onExpired: steps.optional().meta({ description: 'Runs when nobody answered; then the run ends as expired.' }),
    })
    .meta({ title: 'Approval', description: 'Asks a person before an action runs.' });

export interface ApprovalStep<Step> extends Omit<z.infer<ReturnType<typeof schema>>, 'onRejected' | 'onExpired'> {
  onRejected?: Step[];
  onExpired?: Step[];
}
