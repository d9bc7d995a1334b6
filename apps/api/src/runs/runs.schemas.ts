import {
  CONNECTION_STATUSES,
  APPROVAL_STATUSES,
  EFFECT_KINDS,
  EFFECT_STATES,
  LANES,
  RUN_KINDS,
  STEP_STATUSES,
  TRIGGER_KINDS,
} from '@jarvis/vocabulary';
import { z } from 'zod';
import { pageQuery } from '../http/page.js';
import {
  AnyJson,
  FailureShape,
  IterationPath,
  JsonObjectInput,
  Moment,
  Person,
  RiskShape,
  RunStatusShape,
  Timestamp,
} from '../http/shapes.js';

const filters = {
  ruleId: z.uuid().optional(),
  status: severalOf(RunStatusShape).optional().meta({ description: 'one status or several, separated by commas' }),
  trigger: severalOf(z.enum(TRIGGER_KINDS))
    .optional()
    .meta({ description: 'what started it: one kind of trigger or several, separated by commas' }),
  connectionId: z.uuid().optional().meta({ description: 'the version acts through it, or the run did' }),
  tag: z.string().min(1).max(30).optional(),
  from: Moment.optional().meta({ description: 'asked for at this moment or later' }),
  to: Moment.optional().meta({ description: 'asked for before this moment' }),
  outcome: z.string().max(200).optional().meta({ description: 'words in what is said of how it ended' }),
  q: z.string().max(200).optional().meta({
    description:
      'words in the title, the trigger, the outcome or the rule name (every one must be there), or an id, its first or last eight characters, or a workflow id',
  }),
};
/** Which runs a list or a histogram is of. */
export const RunFilters = z.object(filters);
export type RunFilters = z.infer<typeof RunFilters>;

export const RunsQuery = z.object({
  ...pageQuery,
  ...filters,
  sort: z.enum(['newest', 'oldest', 'longest', 'status']).default('newest').meta({
    description: '`longest` leaves out what has not ended; `status` begins with what needs somebody',
  }),
});
export type RunsQuery = z.infer<typeof RunsQuery>;

function severalOf<Word extends z.ZodType<string, string>>(word: Word) {
  return z
    .string()
    .regex(/^[a-z-]+(,[a-z-]+)*$/)
    .transform((text) => text.split(','))
    .pipe(z.array(word));
}

export const RunHistogram = z
  .object({
    from: Timestamp.meta({ description: 'what was asked for, else a week before `to`' }),
    to: Timestamp,
    stepMs: z.int().meta({ description: 'how much time one bar stands for' }),
    bars: z
      .array(z.object({ at: Timestamp, counts: z.partialRecord(RunStatusShape, z.int()) }))
      .meta({ description: 'by when they were asked for, oldest first; bars without runs are left out' }),
    countedFrom: Timestamp.nullable().meta({
      description: 'of a search that finds very many, only those from here on are counted; null when all are',
    }),
  })
  .meta({ id: 'RunHistogram' });
export type RunHistogram = z.input<typeof RunHistogram>;

export const RunSummary = z
  .object({
    id: z.uuid(),
    ruleId: z.uuid().nullable(),
    name: z.string().meta({ description: 'what ran: the rule, or the action of a run without a rule' }),
    ruleVersion: z.int().nullable(),
    kind: z.enum(RUN_KINDS),
    status: RunStatusShape,
    triggerType: z.string(),
    triggerSummary: z.string().nullable(),
    title: z.string().nullable().meta({ description: 'what its rule calls it; null where none was made' }),
    tags: z.array(z.string()).meta({ description: 'those of the version it runs' }),
    outcomeMessage: z.string().nullable(),
    error: FailureShape.nullable(),
    waitingFor: z.string().nullable(),
    requestedBy: Person.nullable(),
    replayOf: z.uuid().nullable().meta({ description: 'the run whose event this one repeats' }),
    createdAt: Timestamp,
    startedAt: Timestamp.nullable(),
    finishedAt: Timestamp.nullable(),
    durationMs: z.number().nullable(),
  })
  .meta({ id: 'RunSummary' });
export type RunSummary = z.input<typeof RunSummary>;

export const EffectShape = z
  .object({
    id: z.uuid(),
    stepPath: z.string(),
    iteration: IterationPath,
    key: z.string(),
    platform: z.string(),
    action: z.string(),
    effect: z.enum(EFFECT_KINDS),
    state: z.enum(EFFECT_STATES),
    attempts: z.int(),
    connectionId: z.uuid().nullable(),
    externalId: z.string().nullable(),
    externalUrl: z.string().nullable(),
    request: AnyJson,
    response: AnyJson,
    error: AnyJson,
    sentAt: Timestamp.nullable(),
    settledAt: Timestamp.nullable(),
    resolvedBy: Person.nullable(),
    resolutionNote: z.string().nullable(),
  })
  .meta({ id: 'Effect' });

export const StepApproval = z
  .object({
    id: z.uuid(),
    status: z.enum(APPROVAL_STATUSES),
    title: z.string(),
    action: z.string(),
    stepPath: z.string(),
    iteration: IterationPath,
    riskLevel: RiskShape,
    requestedAt: Timestamp,
    expiresAt: Timestamp,
    respondedAt: Timestamp.nullable(),
    respondedBy: Person.nullable(),
    respondedVia: z.string().nullable(),
    responseNote: z.string().nullable(),
    edited: z.boolean(),
  })
  .meta({ id: 'StepApproval' });

export const RunStep = z
  .object({
    id: z.string().meta({ description: 'the step id in the definition' }),
    path: z.string(),
    iteration: IterationPath,
    kind: z.string(),
    name: z.string(),
    status: z.enum(STEP_STATUSES),
    attempts: z.int(),
    lane: z.enum(LANES).nullable(),
    startedAt: Timestamp.nullable(),
    finishedAt: Timestamp.nullable(),
    durationMs: z.number().nullable(),
    input: AnyJson,
    output: AnyJson,
    error: FailureShape.nullable(),
    effect: EffectShape.optional(),
    approval: StepApproval.optional(),
  })
  .meta({ id: 'RunStep' });

/** Another run of the same event. */
export const RelatedRun = z
  .object({
    id: z.uuid(),
    ruleVersion: z.int().nullable(),
    status: RunStatusShape,
    createdAt: Timestamp,
    requestedBy: Person.nullable(),
  })
  .meta({ id: 'RelatedRun' });

const FailedAt = z
  .object({
    stepPath: z.string(),
    iteration: IterationPath,
    stepId: z.string(),
    stepName: z.string(),
    connection: z
      .object({
        id: z.uuid(),
        platform: z.string(),
        accountName: z.string(),
        status: z.enum([...CONNECTION_STATUSES, 'removed']),
      })
      .nullable()
      .meta({ description: 'the connection the step acts through; `removed` when it is no longer there' }),
  })
  .meta({ id: 'FailedAt' });

/** A run at the other end of a call. */
const LinkedRun = z.object({ id: z.uuid(), name: z.string(), status: RunStatusShape });

export const RunDetail = RunSummary.extend({
  triggerTitle: z.string().meta({ description: 'what started it, in a word or as the platform calls it' }),
  planHash: z.string(),
  event: AnyJson,
  eventId: z.uuid().nullable().meta({ description: 'the event that started it' }),
  output: AnyJson.meta({ description: 'what it gives to whoever called it; null where its rule says nothing' }),
  calledBy: LinkedRun.nullable().meta({ description: 'the run that called this one' }),
  calls: z
    .array(LinkedRun.extend({ stepPath: z.string(), iteration: IterationPath }))
    .meta({ description: 'runs that it called, oldest first, 200 at most' }),
  steps: z.array(RunStep),
  effects: z.array(EffectShape),
  approvals: z.array(StepApproval),
  held: z
    .object({
      phase: z.enum(['new', 'gathering', 'queued']).meta({ description: '`gathering`: it waits for other events' }),
      since: Timestamp,
      before: z.int().meta({ description: 'runs with the same keys that start before it' }),
      until: Timestamp.nullable().meta({ description: 'when it is looked at again, where time decides' }),
    })
    .nullable()
    .meta({ description: 'that the limits of its rule hold it back; null when they do not' }),
  owner: z.string().nullable().meta({ description: 'who answers for its rule' }),
  runbook: z.string().nullable().meta({ description: 'what to do when it fails: Markdown, or a link' }),
  failedAt: FailedAt.nullable().meta({ description: 'where a failed run failed; null when that is no step' }),
  replays: z.array(RelatedRun).meta({ description: 'other runs of the same event, oldest first' }),
  definition: AnyJson.meta({ description: 'the rule as it was when the run began; null for a run without a rule' }),
  temporal: z.object({
    workflowId: z.string(),
    runId: z.string().nullable(),
    namespace: z.string(),
    taskQueue: z.string(),
    url: z.string(),
  }),
}).meta({ id: 'RunDetail' });
export type RunDetail = z.input<typeof RunDetail>;

export const ResolveEffectRequest = z
  .strictObject({
    outcome: z.enum(['happened', 'did-not-happen']),
    note: z.string().min(1).max(2000).meta({ description: 'how you know; kept in the record' }),
    externalId: z.string().min(1).max(200).optional().meta({ description: 'the id of what happened at the vendor' }),
    externalUrl: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .optional(),
    output: JsonObjectInput.optional().meta({ description: 'what later steps read as the output of the step' }),
  })
  .refine(
    ({ outcome, externalId, externalUrl, output }) =>
      outcome === 'happened' || (externalId === undefined && externalUrl === undefined && output === undefined),
    { path: ['outcome'], message: 'what did not happen has no id, address or output' },
  )
  .meta({ id: 'ResolveEffectRequest' });
export type ResolveEffectRequest = z.infer<typeof ResolveEffectRequest>;

export const ReplayRequest = z
  .strictObject({
    version: z.enum(['same', 'current']).default('same').meta({
      description: '`same`: the version the run had. `current`: what is published now.',
    }),
  })
  .prefault({})
  .meta({ id: 'ReplayRequest' });
export type ReplayRequest = z.infer<typeof ReplayRequest>;

export const ReplayPreview = z
  .object({
    refusal: z
      .object({ code: z.string(), message: z.string(), hint: z.string().nullable() })
      .nullable()
      .meta({ description: 'why the run cannot be repeated; null when it can' }),
    versions: z.object({
      same: z.int().nullable().meta({ description: 'the version the run had' }),
      current: z.int().nullable().meta({ description: 'what is published now; null when nothing is' }),
    }),
    standing: z
      .array(
        EffectShape.pick({
          id: true,
          stepPath: true,
          platform: true,
          action: true,
          state: true,
          externalId: true,
          externalUrl: true,
          sentAt: true,
          settledAt: true,
        }).extend({ runId: z.uuid(), stepName: z.string() }),
      )
      .meta({
        description:
          'writes of this run, and of other runs of its event, that happened or may have: a new run makes new ones',
      }),
    runs: z.array(RelatedRun).meta({ description: 'other runs of the same event, oldest first' }),
  })
  .meta({ id: 'ReplayPreview' });
export type ReplayPreview = z.input<typeof ReplayPreview>;
