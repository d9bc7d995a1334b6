export { createDatabase, Database } from './database.js';
export type { DatabaseOptions } from './database.js';
export type { ListenHandlers } from './listener.js';
export { isDatabaseUnavailable, isUniqueViolation } from './errors.js';
export { notify } from './notify.js';
export { prepareCluster } from './prepare-cluster.js';
export type { ClusterUrls } from './prepare-cluster.js';
export { runMigrations } from './run-migrations.js';
export {
  ActivityLog,
  ApprovalRequest,
  AuditEntry,
  AutomationRule,
  Effect,
  InboxMessage,
  Integration,
  Membership,
  Observatory,
  OutboxMessage,
  RuleVersion,
  Run,
  RunStep,
  User,
  UserSession,
  WebhookEndpoint,
} from './entities/index.js';
export {
  ACTIVITY_ACTIONS,
  ACTIVITY_STATUSES,
  ACTIVITY_TYPES,
  ACTOR_TYPES,
  APPROVAL_REQUEST_TYPES,
  APPROVAL_STATUSES,
  EFFECT_KINDS,
  EFFECT_STATES,
  INBOX_STATUSES,
  INTEGRATION_HEALTH,
  INTEGRATION_STATUSES,
  MEMBERSHIP_ROLES,
  OUTBOX_TOPICS,
  RESPONSE_CHANNELS,
  RUN_KINDS,
  TRIGGER_TYPES,
  WEBHOOK_SCHEMES,
} from './entities/values.js';
export type {
  ActivityAction,
  ActivityStatus,
  ActivityType,
  ActorType,
  ApprovalRequestType,
  ApprovalStatus,
  EffectKind,
  InboxStatus,
  IntegrationHealth,
  IntegrationStatus,
  LedgerState,
  MembershipRole,
  OutboxTopic,
  ResponseChannel,
  RunKind,
  TriggerType,
  WebhookScheme,
} from './entities/values.js';
