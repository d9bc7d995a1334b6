// The small form of zod: the admin loads these schemas on every page.
import * as z from 'zod/mini';
import {
  FEED_STATUSES,
  APPROVAL_STATUSES,
  CONNECTION_HEALTH,
  CONNECTION_STATUSES,
  EFFECT_STATES,
  RISK_LEVELS,
  RUN_STATUSES,
} from '@jarvis/vocabulary';

const At = z.iso.datetime();
const OptionalTime = z.nullable(z.iso.datetime());

/** A run changed its state, or one of its steps did: pages that show its steps ask for them again. */
export const RunUpdatedEvent = z.object({
  type: z.literal('run_updated'),
  at: At,
  data: z.object({
    id: z.uuid(),
    ruleId: z.nullable(z.uuid()),
    status: z.enum(RUN_STATUSES),
    waitingFor: z.nullable(z.string()),
    outcomeMessage: z.nullable(z.string()),
    triggerSummary: z.string(),
    title: z.nullable(z.string()),
    createdAt: z.iso.datetime(),
    startedAt: OptionalTime,
    finishedAt: OptionalTime,
  }),
});

const ApprovalData = z.object({
  id: z.uuid(),
  runId: z.uuid(),
  ruleId: z.nullable(z.uuid()),
  title: z.string(),
  platform: z.string(),
  action: z.string(),
  riskLevel: z.enum(RISK_LEVELS),
  status: z.enum(APPROVAL_STATUSES),
  requestedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  respondedAt: OptionalTime,
});

/** Somebody is asked. */
export const ApprovalRequestedEvent = z.object({ type: z.literal('approval_requested'), at: At, data: ApprovalData });

/** A question was answered, expired or was cancelled. */
export const ApprovalResolvedEvent = z.object({ type: z.literal('approval_resolved'), at: At, data: ApprovalData });

/** A line was added to the feed. */
export const ActivityCreatedEvent = z.object({
  type: z.literal('activity_created'),
  at: At,
  data: z.object({
    id: z.uuid(),
    runId: z.nullable(z.uuid()),
    ruleId: z.nullable(z.uuid()),
    connectionId: z.nullable(z.uuid()),
    activityType: z.string(),
    action: z.string(),
    title: z.string(),
    description: z.nullable(z.string()),
    status: z.enum(FEED_STATUSES),
    occurredAt: z.iso.datetime(),
  }),
});

/** An effect of a run settled or became unknown. */
export const EffectUpdatedEvent = z.object({
  type: z.literal('effect_updated'),
  at: At,
  data: z.object({
    id: z.uuid(),
    runId: z.uuid(),
    stepPath: z.string(),
    platform: z.string(),
    action: z.string(),
    state: z.enum(EFFECT_STATES),
    externalUrl: z.nullable(z.string()),
  }),
});

/** A rule was saved, published, switched or deleted. */
export const RuleUpdatedEvent = z.object({
  type: z.literal('rule_updated'),
  at: At,
  data: z.object({ id: z.uuid(), name: z.string(), enabled: z.boolean(), deleted: z.boolean() }),
});

/** A connection changed its state or was synchronised. */
export const SyncStatusEvent = z.object({
  type: z.literal('sync_status'),
  at: At,
  data: z.object({
    id: z.uuid(),
    platform: z.string(),
    accountName: z.string(),
    status: z.enum(CONNECTION_STATUSES),
    health: z.enum(CONNECTION_HEALTH),
    lastSyncAt: OptionalTime,
    errorMessage: z.nullable(z.string()),
  }),
});

/** Somebody is told something. Only that person's own sockets hear it. */
export const NotificationCreatedEvent = z.object({
  type: z.literal('notification_created'),
  at: At,
  data: z.object({
    id: z.uuid(),
    userId: z.uuid(),
    kind: z.string(),
    title: z.string(),
    body: z.string(),
    relatedEntityType: z.nullable(z.string()),
    relatedEntityId: z.nullable(z.uuid()),
    sentAt: z.iso.datetime(),
  }),
});

/** A saved view was made, changed or deleted. Its name is not said: it may be one person's own. */
const SavedViewUpdatedEvent = z.object({
  type: z.literal('saved_view_updated'),
  at: At,
  data: z.object({ id: z.uuid(), deleted: z.boolean() }),
});

/** What the server pushes about the observatory's data. */
export const LiveEvent = z.discriminatedUnion('type', [
  RunUpdatedEvent,
  ApprovalRequestedEvent,
  ApprovalResolvedEvent,
  ActivityCreatedEvent,
  EffectUpdatedEvent,
  RuleUpdatedEvent,
  SyncStatusEvent,
  NotificationCreatedEvent,
  SavedViewUpdatedEvent,
]);
export type LiveEvent = z.infer<typeof LiveEvent>;
export type LiveEventType = LiveEvent['type'];
