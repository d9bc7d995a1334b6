/** Enumerations of the tables. Each has a CHECK of the same name in the migrations. */
export const MEMBERSHIP_ROLES = ['owner', 'operator', 'reviewer', 'viewer'] as const;
export type MembershipRole = (typeof MEMBERSHIP_ROLES)[number];

export const INTEGRATION_STATUSES = ['connected', 'disconnected', 'error', 'pending'] as const;
export type IntegrationStatus = (typeof INTEGRATION_STATUSES)[number];

export const INTEGRATION_HEALTH = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const;
export type IntegrationHealth = (typeof INTEGRATION_HEALTH)[number];

export const TRIGGER_TYPES = ['schedule', 'webhook', 'event', 'condition', 'form', 'manual'] as const;
export type TriggerType = (typeof TRIGGER_TYPES)[number];

export const RUN_KINDS = ['rule', 'research', 'agent'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

export const WEBHOOK_SCHEMES = ['github', 'standard-webhooks'] as const;
export type WebhookScheme = (typeof WEBHOOK_SCHEMES)[number];

export const INBOX_STATUSES = ['received', 'started', 'failed'] as const;
export type InboxStatus = (typeof INBOX_STATUSES)[number];

export const APPROVAL_STATUSES = ['pending', 'approved', 'rejected', 'expired', 'cancelled'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

export const APPROVAL_REQUEST_TYPES = ['automation', 'manual_action'] as const;
export type ApprovalRequestType = (typeof APPROVAL_REQUEST_TYPES)[number];

/** Which door a decision came through. */
export const RESPONSE_CHANNELS = ['admin', 'api', 'signal'] as const;
export type ResponseChannel = (typeof RESPONSE_CHANNELS)[number];

export const EFFECT_STATES = ['intended', 'sent', 'confirmed', 'failed', 'unknown'] as const;
export type LedgerState = (typeof EFFECT_STATES)[number];

export const EFFECT_KINDS = ['read', 'write', 'pure'] as const;
export type EffectKind = (typeof EFFECT_KINDS)[number];

export const ACTIVITY_TYPES = [
  'post',
  'email',
  'crm_update',
  'message',
  'sync',
  'automation',
  'model',
  'approval',
  'log',
  'http',
] as const;
export type ActivityType = (typeof ACTIVITY_TYPES)[number];

export const ACTIVITY_ACTIONS = [
  'created',
  'updated',
  'deleted',
  'synced',
  'sent',
  'requested',
  'resolved',
  'started',
  'finished',
] as const;
export type ActivityAction = (typeof ACTIVITY_ACTIONS)[number];

export const ACTIVITY_STATUSES = ['success', 'failed', 'pending'] as const;
export type ActivityStatus = (typeof ACTIVITY_STATUSES)[number];

export const OUTBOX_TOPICS = [
  'start-run',
  'signal-approval',
  'signal-effect',
  'signal-retry',
  'cancel-run',
  'schedule-sync',
  'notify',
] as const;
export type OutboxTopic = (typeof OUTBOX_TOPICS)[number];

export const ACTOR_TYPES = ['user', 'system', 'signal', 'webhook'] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];

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
 * `row-closed`: the workflow runs on after its row has ended. `row-missing`: a workflow runs that no row knows of.
 * `status-stale`: the row says less than the workflow has done. `approval-missing`, `effect-missing`: the workflow waits
 * for an answer to a question that is not here. `answer-lost`: what was decided is here, and the workflow has not heard
 * of it. `cancel-lost`: likewise, that it shall stop. `left-open`: the run has ended, something of it has not.
 * `schedule-missing`: a rule should run at its times and Temporal has no schedule of it. `schedule-left`: Temporal has a
 * schedule of a rule that is off, deleted or started by something else. `rule-missing`: of a rule that is not here.
 */
export const DRIFT_KINDS = [
  'workflow-closed',
  'workflow-missing',
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
