import { DECISIONS, STEP_STATUSES } from '@jarvis/vocabulary';
import { z } from 'zod';
import { AnyJson, Int4, IterationPath, JsonInput, JsonObjectInput, RunStatusShape, Timestamp } from '../http/shapes.js';

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
