import { TRIGGER_KINDS } from '@jarvis/vocabulary';
import { z } from 'zod';
import { pageQuery } from '../http/page.js';
import { AnyJson, Int4, JsonInput, Person, Problem, RiskShape, RunStatusShape, Timestamp } from '../http/shapes.js';
import { MailAddressShape, WatchShape, WebhookEndpointShape } from '../rule-triggers/rule-triggers.schemas.js';
import { versionFields } from '../rule-versions/rule-versions.schemas.js';

export const RulesQuery = z.object({
  ...pageQuery,
  q: z.string().max(200).optional().meta({ description: 'words in the name or the description' }),
  enabled: z.stringbool().optional(),
  trigger: z.enum(TRIGGER_KINDS).optional(),
  tag: z.string().max(30).optional(),
});
export type RulesQuery = z.infer<typeof RulesQuery>;

/** A definition comes as JSON or as YAML text. What is no definition at all is the compiler's to say. */
export const writing = {
  definition: JsonInput.optional().meta({
    type: 'object',
    additionalProperties: {},
    description: 'the definition as JSON',
  }),
  source: z
    .string()
    .max(262_144)
    .optional()
    .meta({ description: 'the definition as YAML; comments are kept in the draft' }),
};
export const notBoth = (value: { definition?: unknown; source?: unknown }) =>
  value.definition === undefined || value.source === undefined;
export const notBothWords = 'give either definition (JSON) or source (YAML), not both';

export const DefinitionRequest = z
  .strictObject(writing)
  .refine(notBoth, notBothWords)
  .meta({ id: 'DefinitionRequest' });
export type DefinitionRequest = z.infer<typeof DefinitionRequest>;

export const CreateRuleQuery = z.object({
  draft: z.stringbool().default(false).meta({ description: 'true keeps a draft that does not compile yet' }),
});

export const SaveDraftRequest = z
  .strictObject({ ...writing, revision: Int4.min(0).meta({ description: 'draft.revision as you read it' }) })
  .refine(notBoth, notBothWords)
  .meta({ id: 'SaveDraftRequest' });
export type SaveDraftRequest = z.infer<typeof SaveDraftRequest>;

export const RuleSummary = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    tags: z.array(z.string()),
    owner: z.string().nullable().meta({ description: 'who answers for it' }),
    trigger: z.object({ type: z.string(), summary: z.string().meta({ description: 'the trigger in words' }) }),
    riskLevel: RiskShape,
    requiresApproval: z.boolean(),
    enabled: z.boolean(),
    version: z.int().nullable().meta({ description: 'published version; null while there is only a draft' }),
    hasUnpublishedChanges: z.boolean(),
    stats: z.object({
      runs: z.int(),
      succeeded: z.int(),
      failed: z.int(),
      successRate: z.number().min(0).max(1).nullable(),
    }),
    ticks: z
      .array(z.object({ runId: z.uuid(), status: RunStatusShape, startedAt: Timestamp.nullable() }))
      .meta({ description: 'the last 20 runs, oldest first' }),
    lastRunAt: Timestamp.nullable(),
    nextFireAt: Timestamp.nullable(),
    nextFireAsked: z.boolean().meta({ description: 'Temporal has not said yet when it runs next' }),
    scheduleProblem: z
      .string()
      .nullable()
      .meta({ description: 'why it does not run at its times although it is on, in words' }),
    watchProblem: z
      .string()
      .nullable()
      .meta({ description: 'why what it waits for on a platform could not be looked at although it is on, in words' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'RuleSummary' });
export type RuleSummary = z.input<typeof RuleSummary>;

export const RuleDetail = RuleSummary.extend({
  draft: z.object({
    definition: AnyJson,
    source: z.string(),
    revision: z.int(),
    savedAt: Timestamp.nullable(),
    savedBy: Person.nullable(),
    problems: z.array(Problem),
  }),
  published: z.object({ ...versionFields, definition: AnyJson, source: z.string() }).nullable(),
  webhook: WebhookEndpointShape.nullable(),
  watch: WatchShape.nullable().meta({ description: 'what is watched on a platform for it' }),
  mail: MailAddressShape.nullable().meta({ description: 'null for a rule that never had an address' }),
  hasSampleEvent: z.boolean(),
}).meta({ id: 'RuleDetail' });
export type RuleDetail = z.input<typeof RuleDetail>;

export const Validation = z
  .object({
    valid: z.boolean().meta({ description: 'no problem is an error' }),
    problems: z.array(Problem).meta({ description: 'errors first' }),
    definition: AnyJson.meta({ description: 'what was understood, as JSON; null when the YAML does not parse' }),
    source: z.string().meta({ description: 'the same as YAML' }),
    planHash: z.string().nullable(),
  })
  .meta({ id: 'Validation' });

export const Impact = z
  .object({
    webhookUrl: z.string().nullable(),
    schedule: z.string().nullable().meta({ description: 'the schedule that stops, in words' }),
    openRuns: z.int().meta({ description: 'runs in progress; they finish' }),
    pendingApprovals: z.int().meta({ description: 'questions of theirs; they can still be answered' }),
    calledBy: z
      .array(z.object({ id: z.uuid(), name: z.string() }))
      .meta({ description: 'rules with a step that calls it by its id; the step fails from then on' }),
  })
  .meta({ id: 'RuleImpact' });
export const Deleted = z.object({ deleted: z.literal(true), stopped: Impact }).meta({ id: 'RuleDeleted' });
