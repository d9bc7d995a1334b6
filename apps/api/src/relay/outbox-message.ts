import { OUTBOX_TOPICS } from '@jarvis/database';
import { Iteration } from '@jarvis/plan';
import { z } from 'zod';

const base = { id: z.string(), observatory_id: z.uuid(), attempts: z.int() };
const RunPayload = z.object({ runId: z.uuid() });
/** A delivery of a webhook, or an event with what its run would be. */
const JudgePayload = z.union([
  z.object({ inboxId: z.uuid() }),
  RunPayload.extend({
    eventId: z.uuid(),
    ruleId: z.uuid(),
    kind: z.string(),
    summary: z.string(),
    eventName: z.string(),
  }),
]);

/** A claimed outbox row for Temporal, by topic. `notify` is the notifier's. */
export const ClaimedMessage = z.discriminatedUnion('topic', [
  z.object({ ...base, topic: z.literal('start-run'), lane: z.uuid(), payload: RunPayload }),
  z.object({ ...base, topic: z.literal('cancel-run'), payload: RunPayload }),
  z.object({ ...base, topic: z.literal('signal-approval'), payload: RunPayload.extend({ approvalId: z.uuid() }) }),
  z.object({ ...base, topic: z.literal('signal-effect'), payload: RunPayload.extend({ effectId: z.uuid() }) }),
  z.object({ ...base, topic: z.literal('signal-event'), payload: RunPayload.extend({ waitId: z.uuid() }) }),
  z.object({
    ...base,
    topic: z.literal('signal-retry'),
    payload: RunPayload.extend({ stepPath: z.string(), iteration: Iteration }),
  }),
  z.object({ ...base, topic: z.literal('judge-event'), payload: JudgePayload }),
  z.object({ ...base, topic: z.literal('schedule-sync'), payload: z.object({ ruleId: z.uuid() }) }),
]);
export type ClaimedMessage = z.infer<typeof ClaimedMessage>;
export type MessageOf<Topic extends ClaimedMessage['topic']> = Extract<ClaimedMessage, { topic: Topic }>;

/** Enough to put a row aside that does not parse. */
export const UnreadableMessage = z.object({ ...base, topic: z.enum(OUTBOX_TOPICS).or(z.string()) });
