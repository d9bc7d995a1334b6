import { FEED_STATUSES, FEED_TYPES } from '@jarvis/vocabulary';
import { z } from 'zod';
import { pageQuery } from '../http/page.js';
import { AnyJson, Moment, Timestamp } from '../http/shapes.js';

const ActivityStatus = z.enum(FEED_STATUSES).meta({ id: 'ActivityStatus' });
const ActivityType = z.enum(FEED_TYPES).meta({ id: 'ActivityType' });

export const ActivityQuery = z.object({
  ...pageQuery,
  platform: z.string().max(50).optional(),
  type: ActivityType.optional(),
  status: ActivityStatus.optional(),
  from: Moment.optional(),
  to: Moment.optional(),
  runId: z.uuid().optional(),
  ruleId: z.uuid().optional(),
});
export type ActivityQuery = z.infer<typeof ActivityQuery>;

export const ActivityEntry = z
  .object({
    id: z.uuid(),
    occurredAt: Timestamp,
    type: z.string(),
    action: z.string(),
    status: ActivityStatus,
    title: z.string(),
    description: z.string().nullable(),
    platform: z.string().nullable(),
    connectionId: z.uuid().nullable(),
    runId: z.uuid().nullable(),
    ruleId: z.uuid().nullable(),
    runName: z.string().nullable().meta({ description: 'what ran: the rule, or the action of a run without a rule' }),
    stepPath: z.string().nullable(),
    url: z.string().nullable().meta({ description: 'the thing at the vendor' }),
    metadata: AnyJson,
  })
  .meta({ id: 'ActivityEntry' });
export type ActivityEntry = z.input<typeof ActivityEntry>;
