import { EVENT_SOURCES } from '@jarvis/database';
import { z } from 'zod';
import { pageQuery } from '../http/page.js';
import { AnyJson, IterationPath, RunStatusShape, Timestamp } from '../http/shapes.js';

const EventSource = z.enum(EVENT_SOURCES).meta({
  id: 'EventSource',
  description:
    '`jarvis`: told by Jarvis itself; `rules`: emitted by a rule; `calls`: a rule was called; `platforms`: something happened on a platform',
});

export const EventsQuery = z.object({
  ...pageQuery,
  source: EventSource.optional(),
  name: z.string().max(100).optional().meta({ description: 'exactly this name' }),
  q: z.string().max(200).optional().meta({ description: 'a part of the name or the summary' }),
});
export type EventsQuery = z.infer<typeof EventsQuery>;

export const EventNames = z
  .object({ names: z.array(z.string()).meta({ description: 'the first 200; calls have none' }) })
  .meta({ id: 'EventNames' });
export type EventNames = z.infer<typeof EventNames>;

const NamedRule = z.object({ id: z.uuid(), name: z.string() });

export const EventSummary = z
  .object({
    id: z.uuid(),
    source: EventSource,
    name: z.string().meta({ description: 'of a call the id of the rule that was called, of a platform the trigger' }),
    summary: z.string(),
    occurredAt: Timestamp,
    calledRule: NamedRule.nullable(),
    started: z.int().meta({ description: 'runs that it started' }),
    refused: z.int().meta({ description: 'rules that listen and were not started' }),
    filtered: z.int().meta({ description: 'rules that listen and whose filter it did not pass' }),
    woken: z.int().meta({ description: 'waits of runs that it settled' }),
  })
  .meta({ id: 'EventSummary' });
export type EventSummary = z.input<typeof EventSummary>;

const EventRun = z.object({
  rule: NamedRule,
  status: z.enum(['started', 'refused', 'judging', 'filtered']).meta({
    description: '`judging`: the filter of the rule looks at it next; `filtered`: it did not pass',
  }),
  runId: z.uuid().nullable(),
  runStatus: RunStatusShape.nullable(),
  reason: z.string().nullable().meta({ description: 'why the rule was not started' }),
});

const WokenRun = z.object({
  runId: z.uuid(),
  ruleName: z.string().nullable(),
  runStatus: RunStatusShape,
  stepPath: z.string(),
  iteration: IterationPath,
  at: Timestamp,
});

export const EventDetail = EventSummary.extend({
  body: AnyJson,
  cause: z
    .object({ runId: z.uuid(), runName: z.string(), runStatus: RunStatusShape })
    .nullable()
    .meta({ description: 'the run that brought it about' }),
  depth: z.int().meta({ description: 'events before it in its chain' }),
  root: z.object({ id: z.uuid(), name: z.string() }).nullable().meta({ description: 'the first event of its chain' }),
  through: z.array(NamedRule).meta({ description: 'rules that led to it, in their order' }),
  runs: z.array(EventRun).meta({ description: 'the first 200 rules that listen' }),
  waits: z.array(WokenRun).meta({ description: 'the first 200 waits that it settled' }),
}).meta({ id: 'EventDetail' });
export type EventDetail = z.input<typeof EventDetail>;
