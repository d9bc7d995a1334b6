import { Json } from '@jarvis/json';
import { Step } from '@jarvis/steps/language';
import { Trigger } from '@jarvis/triggers';
import { z } from 'zod';

/** Version of the language; a definition says which one it is written in. */
const DEFINITION_FORMAT = 1;

/** A rule as people write it, in YAML or JSON. */
export const Definition = z
  .strictObject({
    format: z.literal(DEFINITION_FORMAT).meta({ description: 'Version of this language.' }),
    name: z.string().min(1).max(200),
    description: z.string().max(2000).optional(),
    trigger: Trigger,
    vars: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'A name has only letters, digits and _.' }), Json)
      .optional()
      .meta({ description: 'Constants; expressions read them as `vars.<name>`.' }),
    steps: z.array(Step).max(200).meta({ description: 'Run one after the other.' }),
  })
  .meta({ title: 'Jarvis rule', description: 'Definition of an automation rule, format 1.' });
export type Definition = z.infer<typeof Definition>;

/** JSON Schema (draft 2020-12) of a definition, for editors and forms. */
export function definitionJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(Definition, { io: 'input', unrepresentable: 'any' }) };
}
