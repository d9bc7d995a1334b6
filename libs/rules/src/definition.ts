import { Json } from '@jarvis/json';
import { Step } from '@jarvis/steps/language';
import { Trigger } from '@jarvis/triggers';
import { z } from 'zod';
import { Limits } from './limits.js';

/** Version of the language; a definition says which one it is written in. */
const DEFINITION_FORMAT = 1;

/** What people find a rule and its runs by, and what helps them when a run fails. */
const labels = {
  tags: z
    .array(
      z
        .string()
        .min(1)
        .max(30)
        .regex(/^[^\s,]+$/, { error: 'A tag is one word, without spaces and commas.' }),
    )
    .max(10)
    .refine((tags) => new Set(tags).size === tags.length, { error: 'Each tag is given once.' })
    .optional()
    .meta({ description: 'Words that rules and their runs are filtered by. A run has those of its version.' }),
  owner: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Who answers for the rule: an e-mail address, a team, a name. It gives nobody any rights.' }),
  runbook: z.string().min(1).max(4000).optional().meta({
    description:
      'What to do when a run fails, in Markdown, or a link. It is shown with the failed run and in the mail about it.',
  }),
};

const Name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'A name has only letters, digits and _.' });

/** What a rule is given when somebody starts it, or another rule calls it. */
const Inputs = z
  .record(
    Name.max(64),
    z
      .object({
        optional: z
          .boolean()
          .optional()
          .meta({ description: 'Whether it may be left out. One with a default may, too.' }),
      })
      .catchall(Json),
  )
  .refine((inputs) => Object.keys(inputs).length > 0, {
    error: 'There are no inputs.',
    params: { hint: 'Name one with its type, such as order: {type: string}, or leave `inputs` out.' },
  });

/** A rule as people write it, in YAML or JSON. */
export const Definition = z
  .strictObject({
    format: z.literal(DEFINITION_FORMAT).meta({ description: 'Version of this language.' }),
    name: z.string().min(1).max(200),
    description: z.string().max(2000).optional(),
    title: z.string().min(1).max(1000).optional().meta({
      description:
        'What each run is called, with expressions over `event`, `trigger` and `vars`; at most 200 characters of it are kept. A run whose title cannot be made has none, and runs all the same.',
    }),
    ...labels,
    trigger: Trigger,
    limits: Limits.optional(),
    inputs: Inputs.optional().meta({
      description:
        'What it takes when a person starts it or a rule calls it: names with a JSON Schema each, such as `{type: string, description: …}`. All have to be given but for those with a `default` or with `optional: true`. Expressions read them as `event.<name>`.',
    }),
    vars: z.record(Name, Json).optional().meta({ description: 'Constants; expressions read them as `vars.<name>`.' }),
    steps: z.array(Step).max(200).meta({ description: 'Run one after the other.' }),
    output: z
      .union([z.string(), z.record(z.string(), Json), z.array(Json)])
      .optional()
      .meta({
        description:
          'What the run gives to whoever called it: text, an object or a list, with expressions over everything its steps gave. A run that a `stop` ends has none.',
      }),
  })
  .meta({ title: 'Jarvis rule', description: 'Definition of an automation rule, format 1.' });
export type Definition = z.infer<typeof Definition>;

/** JSON Schema (draft 2020-12) of a definition, for editors and forms. */
export function definitionJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(Definition, { io: 'input', unrepresentable: 'any' }) };
}
