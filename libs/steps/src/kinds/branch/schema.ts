import { z } from 'zod';
import { Condition, EVEN_IF_MALFORMED, isGroup } from '../../fields.js';
import { common, MAX_STEPS } from '../../step-base.js';

/** What a value can be compared with. */
const CaseValue = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);
export type CaseValue = z.infer<typeof CaseValue>;

/** Most values of one case. */
const MAX_VALUES = 100;

export const schema = <Step>(steps: z.ZodType<Step[]>) =>
  z
    .strictObject({
      kind: z.literal('branch'),
      ...common,
      on: Condition.optional().meta({
        description: 'CEL whose value the cases with `is` are compared with; `${{ }}` around it is optional.',
      }),
      cases: z
        .array(
          z.strictObject({
            if: Condition.optional(),
            is: z
              .union([CaseValue, z.array(CaseValue).min(1).max(MAX_VALUES)])
              .optional()
              .meta({ description: 'A value of `on`, or a list of them.' }),
            steps,
          }),
        )
        .min(1)
        .max(MAX_STEPS)
        .meta({ description: 'The first whose condition `if` holds, or whose `is` names the value of `on`, runs.' }),
      else: steps.optional().meta({ description: 'Runs when no case holds.' }),
    })
    .superRefine((step, context) => {
      const cases: unknown[] = Array.isArray(step.cases) ? step.cases : [];
      const report = (path: (string | number)[], message: string, hint: string, code = 'invalid-value'): void =>
        context.addIssue({ code: 'custom', path, message, params: { code, hint } });
      cases.forEach((option, index) => {
        if (!isGroup(option)) return;
        const [asks, compares] = [has(option, 'if'), has(option, 'is')];
        if (!asks && !compares) {
          const [field, hint] =
            step.on === undefined ? ['if', 'Write when it runs.'] : ['is', 'Write for which values of `on` it runs.'];
          report(['cases', index, field], 'It is missing.', hint, 'missing-field');
        } else if (asks && compares) {
          report(['cases', index, 'is'], 'A case takes `if` or `is`, not both.', 'Keep one of the two.');
        } else if (compares && step.on === undefined) {
          report(
            ['on'],
            'A case has `is`, but nothing says which value is meant.',
            'Write it in `on`, such as `on: event.status`.',
            'missing-field',
          );
        }
      });
      if (step.on !== undefined && cases.length > 0 && !cases.some((option) => has(option, 'is'))) {
        report(['on'], 'No case looks at this value.', 'Write `is` in a case, or remove `on`.');
      }
    }, EVEN_IF_MALFORMED)
    .meta({
      title: 'Branch',
      description: 'Chooses which steps run: by conditions, or by the values of one expression.',
    });

/** Of a case that may be malformed. */
function has(option: unknown, field: 'if' | 'is'): boolean {
  return typeof option === 'object' && option !== null && Object.hasOwn(option, field);
}

/** A case whose condition is written, or whose values are. */
interface BranchCase<Step> {
  if?: string;
  is?: CaseValue | CaseValue[];
  steps: Step[];
}

export interface BranchStep<Step> extends Omit<z.infer<ReturnType<typeof schema>>, 'cases' | 'else'> {
  cases: BranchCase<Step>[];
  else?: Step[];
}
