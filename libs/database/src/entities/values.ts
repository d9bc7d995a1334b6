// Enumerations that only the tables know; what the rest of the product says too is in the plan's vocabulary.
// Each has a CHECK of the same name in the migrations.

/**
 * `judging`: the filter of its rule is asked next; `filtered`: it did not pass. `held`: its endpoint is paused. `received`:
 * it has a run, which Temporal has not heard of yet. `failed`: its run could not begin.
 */
export const INBOX_STATUSES = ['received', 'started', 'failed', 'judging', 'filtered', 'held'] as const;
export type InboxStatus = (typeof INBOX_STATUSES)[number];

export const APPROVAL_REQUEST_TYPES = ['automation', 'manual_action'] as const;
export type ApprovalRequestType = (typeof APPROVAL_REQUEST_TYPES)[number];

export const OUTBOX_TOPICS = [
  'start-run',
  'signal-approval',
  'signal-effect',
  'signal-event',
  'signal-retry',
  'cancel-run',
  'judge-event',
  'schedule-sync',
  'notify',
] as const;
export type OutboxTopic = (typeof OUTBOX_TOPICS)[number];

export type ActorType = 'user' | 'system' | 'signal' | 'webhook';

/** What happens that people are told of. */
export const NOTIFICATION_CAUSES = [
  'approval-requested',
  'approval-expired',
  'run-failed',
  'connection-broken',
] as const;
export type NotificationCause = (typeof NOTIFICATION_CAUSES)[number];

export const NOTIFICATION_KINDS = [
  'approval-requested',
  'approval-reminder',
  'approval-expired',
  'run-failed',
  'connection-broken',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

export const NOTIFICATION_CHANNELS = ['in-app', 'mail'] as const;
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number];

export const NOTIFICATION_TYPES = ['reminder', 'achievement', 'insight', 'alert'] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

export const NOTIFICATION_ENTITIES = [
  'goal',
  'life_area',
  'research',
  'chat',
  'approval',
  'run',
  'integration',
] as const;
export type NotificationEntity = (typeof NOTIFICATION_ENTITIES)[number];

/** `sending`: claimed; a claim that ends without an outcome is tried again. `dropped`: no longer worth telling. */
export type NotificationState = 'waiting' | 'sending' | 'sent' | 'dropped' | 'failed';

/**
 * How PostgreSQL and Temporal can disagree. `workflow-closed`: the row is open, the workflow has ended.
 * `workflow-missing`: the row is open, Temporal knows nothing. `start-lost`: queued, and nobody is going to start it.
 * `workflow-stuck`: the workflow's next task fails again and again, so the run does not get on.
 * `row-closed`: the workflow runs on after its row has ended. `row-missing`: a workflow runs that no row knows of.
 * `status-stale`: the row says less than the workflow has done. `approval-missing`, `effect-missing`: the workflow waits
 * for an answer to a question that is not here. `answer-lost`: what was decided, or the event that came, is here, and the
 * workflow has not heard of it; or the wait for an event is not here. `cancel-lost`: likewise, that it shall stop.
 * `left-open`: the run has ended, something of it has not.
 * `schedule-missing`: a rule should run at its times and Temporal has no schedule of it. `schedule-left`: Temporal has a
 * schedule of a rule that is off, deleted or started by something else. `rule-missing`: of a rule that is not here.
 */
export const DRIFT_KINDS = [
  'workflow-closed',
  'workflow-missing',
  'workflow-stuck',
  'start-lost',
  'row-closed',
  'row-missing',
  'status-stale',
  'approval-missing',
  'answer-lost',
  'cancel-lost',
  'effect-missing',
  'left-open',
  'schedule-missing',
  'schedule-left',
  'rule-missing',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];
