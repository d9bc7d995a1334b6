import { z } from 'zod';
import { AnyJson, JsonInput, Timestamp } from '../http/shapes.js';
import { notBoth, notBothWords, writing } from '../rules/rules.schemas.js';

/** A place in a definition, and the data that it is looked at with. */
export const place = {
  ...writing,
  at: z
    .string()
    .max(1_000)
    .default('')
    .meta({ description: 'a place in the definition, for example steps[2].with.text; empty: where the rule begins' }),
  event: JsonInput.optional().meta({
    description: 'absent: the stored sample event, the last event of the rule, or what its trigger may bring',
  }),
  steps: z
    .record(z.string().max(200), JsonInput)
    .optional()
    .meta({ description: 'outputs of steps by their ids, instead of pinned ones and of those of the last runs' }),
};

/** Without a definition the rule's draft is meant. */
export const ScopeRequest = z.strictObject(place).refine(notBoth, notBothWords).meta({ id: 'ScopeRequest' });
export type ScopeRequest = z.infer<typeof ScopeRequest>;

export const ExplainRequest = z
  .strictObject({
    ...place,
    text: z.string().max(32_768).meta({ description: 'text with expressions in it' }),
    bare: z.boolean().default(false).meta({ description: 'the text is an expression itself, as a condition is' }),
  })
  .refine(notBoth, notBothWords)
  .meta({ id: 'ExplainRequest' });
export type ExplainRequest = z.infer<typeof ExplainRequest>;

const Preview = z
  .object({
    value: AnyJson,
    cut: z.boolean().meta({ description: 'whether a part was left out' }),
  })
  .meta({ id: 'ValuePreview' });

const origins = ['schema', 'constant', 'language', 'sample', 'last-event', 'last-run', 'built-in', 'given'] as const;

const ScopeEntry = z
  .object({
    name: z.string(),
    path: z.string().meta({ description: 'as an expression writes it' }),
    type: z.string(),
    about: z.string().optional(),
    from: z.enum(origins).meta({ description: 'what its type is known from; of data it may be another the next time' }),
    maybe: z.literal(true).optional().meta({ description: 'it may be missing' }),
    sample: Preview.optional(),
    size: z.int().optional().meta({ description: 'of a list' }),
    more: z.int().optional().meta({ description: 'how many of its children are left out' }),
    get children() {
      return z.array(ScopeEntry).optional();
    },
  })
  .meta({ id: 'ScopeEntry' });

export const ScopeAnswer = z.object({ entries: z.array(ScopeEntry) }).meta({ id: 'Scope' });

export const ExplainAnswer = z
  .object({
    result: Preview.nullable().meta({ description: 'null when it fails' }),
    error: z
      .object({
        code: z.string(),
        message: z.string(),
        hint: z.string().optional(),
        start: z.int(),
        end: z.int(),
      })
      .nullable(),
    parts: z
      .array(
        Preview.extend({
          start: z.int().meta({ description: 'first character of the text' }),
          end: z.int(),
          type: z.string(),
          times: z.int().meta({ description: 'how often it was evaluated, of which this is the first' }),
        }),
      )
      .meta({ description: 'inner parts before those around them' }),
    madeUp: z
      .array(z.string())
      .meta({ description: 'what it reads that no event and no run has given, so that it was made up' }),
  })
  .meta({ id: 'Explanation' });

export const RecentEvent = z
  .object({
    id: z.uuid(),
    runId: z.uuid().nullable().meta({ description: 'null for a delivery that started none' }),
    at: Timestamp,
    summary: z.string().meta({ description: 'what it was, in words' }),
    event: AnyJson,
  })
  .meta({ id: 'RecentEvent' });
