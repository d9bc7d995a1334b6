import { STEP_ID } from '@jarvis/steps/language';
import { DECISIONS, STEP_STATUSES } from '@jarvis/vocabulary';
import { z } from 'zod';
import { PreviewShape } from '../approvals/approvals.schemas.js';
import { AnyJson, Int4, IterationPath, JsonInput, JsonObjectInput, RunStatusShape, Timestamp } from '../http/shapes.js';
import { place } from '../rule-data/rule-data.schemas.js';
import { notBoth, notBothWords } from '../rules/rules.schemas.js';

/** Events of one rehearsal, at most. */
const MAX_EVENTS = 100;
/** Steps that fail in one rehearsal, at most. */
const MAX_FAILURES = 100;

export const RunNowRequest = z.strictObject({ event: JsonInput.optional() }).prefault({}).meta({ id: 'RunNowRequest' });
export const RunStarted = z.object({ runId: z.uuid() }).meta({ id: 'RunStarted' });

export const SampleEvent = z.object({ event: AnyJson }).meta({ id: 'SampleEvent' });
export const SampleEventRequest = z.strictObject({ event: JsonObjectInput }).meta({ id: 'SampleEventRequest' });
export const Delivered = z.object({ deliveryId: z.string(), runId: z.uuid().nullable() }).meta({ id: 'Delivered' });

export const NumberLookRequest = z
  .strictObject({
    uses: z.string().max(120),
    connection: z.string().max(200).optional(),
    with: JsonObjectInput.default({}),
    value: z.string().max(4_096).default('').meta({ description: 'the expression of the number; empty: none yet' }),
    line: z.number().default(0),
    side: z.enum(['above', 'below']).default('above'),
  })
  .meta({ id: 'NumberLookRequest' });
export type NumberLookRequest = z.infer<typeof NumberLookRequest>;

export const NumberLook = z
  .object({
    value: z.number().nullable().meta({ description: 'null where the expression gives none' }),
    problem: z.string().nullable().meta({ description: 'why it gives none' }),
    numbers: z.array(z.object({ path: z.string(), value: z.number() })).meta({
      description: 'numbers in what the action gave, and the lengths of its lists, as expressions; the first 50',
    }),
    event: AnyJson.meta({ description: 'the event of a crossing to this value; null without a value' }),
  })
  .meta({ id: 'NumberLook' });

const Duration = z
  .string()
  .regex(/^\d{1,6}(ms|s|m|h|d)$/, 'write a whole number and ms, s, m, h or d, for example 2h')
  .meta({ description: 'for example 90s, 30m, 2h, 1d' });

export const RehearseRequest = z
  .strictObject({
    event: JsonInput.optional().meta({
      description:
        'absent: the stored sample event; without one, what the trigger of a platform may bring, or an empty event',
    }),
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
      .refine((events) => Object.keys(events).length <= MAX_EVENTS, `At most ${MAX_EVENTS.toString()} events can come.`)
      .default({})
      .meta({
        description:
          'events that come, by the id of the step that waits, or orders#3/paid for one item of a loop; without a body it is the last event of that name, and what the step looks for; a step without an event waits until its time is over',
      }),
    failures: z
      .array(z.string().max(100))
      .max(MAX_FAILURES)
      .default([])
      .meta({ description: 'ids of the steps that fail, whatever they would do' }),
    trigger: z
      .strictObject({
        eventName: z.string().max(200).optional(),
        deliveryId: z.string().max(200).optional(),
        headers: z.record(z.string().max(100), z.string().max(500)).optional(),
      })
      .optional()
      .meta({ description: 'what expressions read as trigger; absent: as a delivery of this event would bring it' }),
    pins: z
      .boolean()
      .default(true)
      .meta({ description: 'whether steps give what is pinned for them instead of being done' }),
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
        pinned: z.boolean().meta({ description: 'it gave what is pinned for it and was not done' }),
      }),
    ),
  })
  .meta({ id: 'Rehearsal' });

export const TrialStepRequest = z
  .strictObject({
    ...place,
    at: z.string().min(1).max(1_000).meta({ description: 'the step, for example steps[2]' }),
    forReal: z.boolean().default(false).meta({
      description:
        'true: a step that only reads is done with its connection, and a model is asked; never a step that writes',
    }),
  })
  .refine(notBoth, notBothWords)
  .meta({ id: 'TrialStepRequest' });
export type TrialStepRequest = z.infer<typeof TrialStepRequest>;

export const StepTrial = z
  .object({
    id: z.string(),
    status: z.enum(STEP_STATUSES),
    input: AnyJson.meta({ description: 'what it was called with' }),
    output: AnyJson,
    error: AnyJson,
    tookMs: z.number(),
    done: z
      .enum(['computed', 'rehearsed', 'for-real'])
      .meta({ description: 'whether the output is what it gives, a sample, or came from outside' }),
    forReal: z.enum(['reads', 'asks-model', 'writes']).nullable().meta({
      description: 'what it would do outside; null when it does nothing there. What writes is never tried for real',
    }),
    costUsd: z.number().nullable().meta({
      description: 'what asking the model costs at most, at list price; null where nobody asks or the price is unknown',
    }),
    preview: PreviewShape.nullable().meta({ description: 'what a step that writes would do' }),
    runId: z.uuid().nullable().meta({ description: 'the run that did it for real' }),
    madeUp: z
      .array(z.string())
      .meta({ description: 'data that no event and no run has given, so that it was made up' }),
  })
  .meta({ id: 'StepTrial' });

export const PinStep = z.string().regex(STEP_ID).max(200).meta({ description: 'the id of the step' });
export const PinRequest = z
  .strictObject({ output: JsonInput.meta({ description: 'what the step gives when the rule is tried out' }) })
  .meta({ id: 'PinRequest' });
export const Pins = z
  .object({ pins: z.record(z.string(), AnyJson).meta({ description: 'outputs by the ids of steps' }) })
  .meta({ id: 'Pins' });
