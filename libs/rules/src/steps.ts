import { ON_ERROR, STOP_OUTCOMES } from '@jarvis/plan';
import { Json } from '@jarvis/json';
import { z } from 'zod';
import { Condition, Duration, Retry, StepId, TextTemplate } from './fields.js';

/** Most steps in one list, and most cases of a branch. */
const MAX_STEPS = 200;

const common = {
  id: StepId,
  name: z.string().min(1).max(120).optional().meta({ description: 'What people read; default: made from the id.' }),
  if: Condition.optional().meta({ description: 'The step is skipped when this gives false.' }),
  onError: z
    .enum(ON_ERROR)
    .optional()
    .meta({ description: '`fail` (default) ends the run; with `continue` later steps can read `steps.<id>.error`.' }),
};

const activity = {
  ...common,
  timeout: Duration.optional().meta({ description: 'Time for one attempt; default: what the action needs.' }),
  retry: Retry.optional(),
};

export const ActionStep = z
  .strictObject({
    kind: z.literal('action'),
    ...activity,
    uses: z
      .string()
      .min(1)
      .max(120)
      .meta({ description: 'The action, `<platform>.<verb-noun>`.', examples: ['twitter.create-post'] }),
    connection: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Id or account name of a connection; default: the only one of the platform.' }),
    with: z
      .record(z.string(), Json)
      .optional()
      .meta({ description: 'Input of the action; strings may hold `${{ CEL }}`.' }),
  })
  .meta({ title: 'Action', description: 'Does something on a platform.' });

export const ModelStep = z
  .strictObject({
    kind: z.literal('model'),
    ...activity,
    model: z.string().min(1).max(120).optional().meta({ description: 'Model id; default: the installation’s.' }),
    system: TextTemplate.optional().meta({ description: 'Standing instructions for the model.' }),
    prompt: TextTemplate.min(1).meta({ description: 'What is asked; may hold `${{ CEL }}`.' }),
    output: z
      .record(z.string(), Json)
      .meta({ description: 'JSON Schema of the answer; `steps.<id>.output` is a value of it.' }),
    maxTokens: z.int().min(1).max(64_000).optional().meta({ description: 'Longest answer; default 1024.' }),
  })
  .meta({ title: 'Model', description: 'Asks a language model for a typed answer.' });

export const WaitStep = z
  .strictObject({
    kind: z.literal('wait'),
    ...common,
    for: Duration.optional().meta({ description: 'How long.' }),
    until: Condition.optional().meta({
      description: 'Instead of `for`: CEL that gives a timestamp or an RFC 3339 string.',
    }),
  })
  .superRefine((step, context) => {
    if ((step.for === undefined) !== (step.until === undefined)) return;
    const missing = step.for === undefined;
    context.addIssue({
      code: 'custom',
      path: missing ? [] : ['until'],
      message: missing ? 'A wait needs `for` or `until`.' : 'A wait takes `for` or `until`, not both.',
      params: { code: missing ? 'missing-field' : 'invalid-value', hint: 'Keep one of the two.' },
    });
  })
  .meta({ title: 'Wait', description: 'Pauses the run; it costs nothing while it waits.' });

export const StopStep = z
  .strictObject({
    kind: z.literal('stop'),
    ...common,
    outcome: z.enum(STOP_OUTCOMES).meta({ description: 'How the run ends.' }),
    message: TextTemplate.optional().meta({ description: 'Why, for people.' }),
  })
  .meta({ title: 'Stop', description: 'Ends the run.' });

/** Steps inside a step. The annotation is what makes the recursion typeable. */
const Steps: z.ZodType<Step[]> = z.lazy(() => z.array(Step).max(MAX_STEPS));

const BranchCase = z.strictObject({ if: Condition, steps: Steps });

export const BranchStep = z
  .strictObject({
    kind: z.literal('branch'),
    ...common,
    cases: z.array(BranchCase).min(1).max(MAX_STEPS).meta({ description: 'The first whose condition holds runs.' }),
    else: Steps.optional().meta({ description: 'Runs when no case holds.' }),
  })
  .meta({ title: 'Branch', description: 'Chooses which steps run.' });
export interface BranchStep extends Omit<z.infer<typeof BranchStep>, 'cases' | 'else'> {
  cases: { if: string; steps: Step[] }[];
  else?: Step[];
}

export const ApprovalStep = z
  .strictObject({
    kind: z.literal('approval'),
    ...common,
    for: z.string().min(1).max(64).meta({
      description: 'Id of the later action that waits for the answer and runs with exactly what was approved.',
    }),
    title: TextTemplate.optional().meta({ description: 'Default: the name of the action.' }),
    message: TextTemplate.optional().meta({ description: 'What the reviewer should know.' }),
    reasoning: TextTemplate.optional().meta({ description: 'Why the action is proposed.' }),
    confidence: z
      .union([z.number().min(0).max(1), z.string().max(4200)])
      .optional()
      .meta({ description: 'Number 0 to 1, or an expression that gives one.' }),
    expiresAfter: Duration.optional().meta({
      description: 'Time to answer; default `24h`. No answer means no action.',
    }),
    selfApproval: z.boolean().optional().meta({
      description:
        'With `false`, whoever started the run or published its version of the rule cannot approve it; default `true`.',
    }),
    onRejected: Steps.optional().meta({ description: 'Runs after a rejection; then the run ends as rejected.' }),
    onExpired: Steps.optional().meta({ description: 'Runs when nobody answered; then the run ends as expired.' }),
  })
  .meta({ title: 'Approval', description: 'Asks a person before an action runs.' });
export interface ApprovalStep extends Omit<z.infer<typeof ApprovalStep>, 'onRejected' | 'onExpired'> {
  onRejected?: Step[];
  onExpired?: Step[];
}

export type ActionStep = z.infer<typeof ActionStep>;
export type ModelStep = z.infer<typeof ModelStep>;
export type WaitStep = z.infer<typeof WaitStep>;
export type StopStep = z.infer<typeof StopStep>;
export type Step = ActionStep | ModelStep | BranchStep | ApprovalStep | WaitStep | StopStep;
export const Step = z
  .discriminatedUnion('kind', [ActionStep, ModelStep, BranchStep, ApprovalStep, WaitStep, StopStep])
  .meta({ id: 'Step', description: 'One step of a rule.' });
