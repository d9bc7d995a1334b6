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

export const OUTBOX_TOPICS = ['start-run', 'signal-approval', 'signal-effect', 'cancel-run', 'schedule-sync'] as const;
export type OutboxTopic = (typeof OUTBOX_TOPICS)[number];

export const ACTOR_TYPES = ['user', 'system', 'signal', 'webhook'] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];
