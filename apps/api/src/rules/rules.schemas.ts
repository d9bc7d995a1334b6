import { DECISIONS, EFFECT_KINDS, STEP_STATUSES, TRIGGER_KINDS } from '@jarvis/vocabulary';
import { WEBHOOK_SCHEMES } from '@jarvis/webhook-schemes/display';
import { z } from 'zod';
import { pageQuery } from '../http/page.js';
import {
  IterationPath,
  Int4,
  AnyJson,
  JsonInput,
  JsonObjectInput,
  Person,
  Problem,
  RiskShape,
  RunStatusShape,
  Timestamp,
} from '../http/shapes.js';

export const RulesQuery = z.object({
  ...pageQuery,
  q: z.string().max(200).optional().meta({ description: 'words in the name or the description' }),
  enabled: z.stringbool().optional(),
  trigger: z.enum(TRIGGER_KINDS).optional(),
});
export type RulesQuery = z.infer<typeof RulesQuery>;

/** A definition comes as JSON or as YAML text. What is no definition at all is the compiler's to say. */
const writing = {
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
const notBoth = (value: { definition?: unknown; source?: unknown }) =>
  value.definition === undefined || value.source === undefined;
const notBothWords = 'give either definition (JSON) or source (YAML), not both';

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
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'RuleSummary' });
export type RuleSummary = z.input<typeof RuleSummary>;

const versionFields = {
  version: z.int(),
  planHash: z.string(),
  publishedAt: Timestamp,
  publishedBy: Person.nullable(),
  note: z.string().nullable(),
};
export const RuleVersionSummary = z
  .object({ ...versionFields, current: z.boolean() })
  .meta({ id: 'RuleVersionSummary' });
export const RuleVersionDetail = z
  .object({ ...versionFields, current: z.boolean(), definition: AnyJson, source: z.string(), plan: AnyJson })
  .meta({ id: 'RuleVersionDetail' });

const previousSecretUntil = Timestamp.nullable().meta({
  description: 'how long the secret before still counts, a day from the rotation; null when only the current one does',
});
const refuseEqualBodiesSeconds = z.int().min(1).max(2_592_000).nullable().meta({
  description:
    'a body that came within this time is not run again, whatever the id of its delivery; null: only the id decides',
});
export const WebhookEndpointShape = z
  .object({
    url: z.string(),
    hookId: z.string(),
    scheme: z.enum(WEBHOOK_SCHEMES),
    enabled: z.boolean(),
    hasSecret: z.boolean(),
    previousSecretUntil,
    refuseEqualBodiesSeconds,
    lastDeliveryAt: Timestamp.nullable(),
  })
  .meta({ id: 'WebhookEndpoint' });
export const WebhookSettingsRequest = z
  .strictObject({ refuseEqualBodiesSeconds })
  .meta({ id: 'WebhookSettingsRequest' });
export const WebhookSecretRequest = z
  .strictObject({ secret: z.string().min(1).max(500).meta({ description: 'the one that the sender made' }) })
  .meta({ id: 'WebhookSecretRequest' });
const WebhookSecret = z
  .object({ url: z.string(), secret: z.string().meta({ description: 'shown this once' }) })
  .meta({ id: 'WebhookSecret' });
export const RotatedSecret = WebhookSecret.extend({ previousSecretUntil }).meta({ id: 'RotatedSecret' });

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

export const PublishRequest = z
  .strictObject({
    revision: Int4.min(0).optional().meta({ description: 'refuse when the draft has moved on since' }),
    note: z.string().max(2000).optional(),
    enable: z.boolean().default(true).meta({ description: 'switch the rule on at its first publication' }),
  })
  .prefault({})
  .meta({ id: 'PublishRequest' });
export type PublishRequest = z.infer<typeof PublishRequest>;
export const Published = z
  .object({
    ruleId: z.uuid(),
    version: z.int(),
    planHash: z.string(),
    publishedAt: Timestamp,
    enabled: z.boolean(),
    webhook: WebhookSecret.extend({
      secret: z.string().nullable().meta({ description: 'only when it was just made' }),
      hasSecret: z.boolean().meta({ description: 'false where the sender makes it and nobody has entered it yet' }),
    }).nullable(),
  })
  .meta({ id: 'Published' });

export const RunNowRequest = z.strictObject({ event: JsonInput.optional() }).prefault({}).meta({ id: 'RunNowRequest' });
export const RunStarted = z.object({ runId: z.uuid() }).meta({ id: 'RunStarted' });

export const Impact = z
  .object({
    webhookUrl: z.string().nullable(),
    schedule: z.string().nullable().meta({ description: 'the schedule that stops, in words' }),
    openRuns: z.int().meta({ description: 'runs in progress; they finish' }),
    pendingApprovals: z.int().meta({ description: 'questions of theirs; they can still be answered' }),
  })
  .meta({ id: 'RuleImpact' });
export const Deleted = z.object({ deleted: z.literal(true), stopped: Impact }).meta({ id: 'RuleDeleted' });

export const SampleEvent = z.object({ event: AnyJson }).meta({ id: 'SampleEvent' });
export const SampleEventRequest = z.strictObject({ event: JsonObjectInput }).meta({ id: 'SampleEventRequest' });
export const Delivered = z.object({ deliveryId: z.string(), runId: z.uuid().nullable() }).meta({ id: 'Delivered' });

const Duration = z
  .string()
  .regex(/^\d{1,6}(ms|s|m|h|d)$/, 'write a whole number and ms, s, m, h or d, for example 2h')
  .meta({ description: 'for example 90s, 30m, 2h, 1d' });

export const RehearseRequest = z
  .strictObject({
    event: JsonInput.optional().meta({ description: 'absent: the stored sample event; without one, an empty event' }),
    answers: z
      .record(
        z.string().max(1000),
        z.strictObject({
          decision: z.enum(DECISIONS),
          after: Duration.default('1m'),
          edited: JsonObjectInput.optional(),
          note: z.string().max(2000).optional(),
        }),
      )
      .default({})
      .meta({
        description:
          'by the approval step id, or orders#3/review for one item of a loop; an approval without an answer expires',
      }),
    events: z
      .record(z.string().max(1000), z.strictObject({ after: Duration.default('1m'), body: JsonObjectInput.optional() }))
      .default({})
      .meta({
        description:
          'events that come, by the id of the step that waits, or orders#3/paid for one item of a loop; without a body it is the last event of that name, and what the step looks for; a step without an event waits until its time is over',
      }),
    trigger: z
      .strictObject({
        eventName: z.string().max(200).optional(),
        deliveryId: z.string().max(200).optional(),
        headers: z.record(z.string().max(100), z.string().max(500)).optional(),
      })
      .optional()
      .meta({ description: 'what expressions read as trigger; absent: as a delivery of this event would bring it' }),
    version: z
      .union([z.literal('draft'), Int4.min(1)])
      .default('draft')
      .meta({ description: 'draft, or the number of a published version' }),
  })
  .prefault({})
  .meta({ id: 'RehearseRequest' });
export type RehearseRequest = z.infer<typeof RehearseRequest>;

export const Rehearsal = z
  .object({
    status: RunStatusShape,
    message: z.string().nullable(),
    error: AnyJson,
    startedAt: Timestamp.meta({ description: 'virtual time' }),
    finishedAt: Timestamp.meta({ description: 'virtual time' }),
    virtualMs: z.number().meta({ description: 'how long it would have taken' }),
    tookMs: z.number().meta({ description: 'how long the rehearsal took' }),
    steps: z.array(
      z.object({
        id: z.string(),
        path: z.string(),
        iteration: IterationPath,
        kind: z.string(),
        name: z.string(),
        status: z.enum(STEP_STATUSES),
        attempts: z.int(),
        startedAt: Timestamp,
        finishedAt: Timestamp.nullable(),
        offsetMs: z.number().meta({ description: 'virtual time since the start' }),
        input: AnyJson,
        output: AnyJson,
        error: AnyJson,
      }),
    ),
  })
  .meta({ id: 'Rehearsal' });

export const ActionShape = z
  .object({
    id: z.string(),
    platform: z.string(),
    title: z.string(),
    description: z.string(),
    effect: z.enum(EFFECT_KINDS),
    baseRisk: RiskShape,
    connection: z.enum(['none', 'optional', 'required']).meta({ description: 'whether it acts through a connection' }),
    sensitive: z.array(z.string()),
    inputSchema: z.record(z.string(), AnyJson),
    outputSchema: z.record(z.string(), AnyJson),
  })
  .meta({ id: 'Action' });
