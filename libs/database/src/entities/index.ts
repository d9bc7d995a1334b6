import { ActivityLog } from './activity-log.entity.js';
import { ApprovalRequest } from './approval-request.entity.js';
import { AuditEntry } from './audit-entry.entity.js';
import { AutomationRule } from './automation-rule.entity.js';
import { DriftEntry } from './drift.entity.js';
import { Effect } from './effect.entity.js';
import { InboxMessage } from './inbox-message.entity.js';
import { Connection } from './connection.entity.js';
import { Membership } from './membership.entity.js';
import { NotificationPreference } from './notification-preference.entity.js';
import { Notification } from './notification.entity.js';
import { OAuthAttempt } from './oauth-attempt.entity.js';
import { OAuthClientRow } from './oauth-client.entity.js';
import { Observatory } from './observatory.entity.js';
import { OutboxMessage } from './outbox-message.entity.js';
import { RuleVersion } from './rule-version.entity.js';
import { RunStep } from './run-step.entity.js';
import { Run } from './run.entity.js';
import { UserSession } from './user-session.entity.js';
import { User } from './user.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';

/** Every entity, for the data sources. */
export const entities = [
  ActivityLog,
  ApprovalRequest,
  AuditEntry,
  AutomationRule,
  DriftEntry,
  Effect,
  InboxMessage,
  Connection,
  Membership,
  Notification,
  NotificationPreference,
  OAuthAttempt,
  OAuthClientRow,
  Observatory,
  OutboxMessage,
  RuleVersion,
  Run,
  RunStep,
  User,
  UserSession,
  WebhookEndpoint,
];

export {
  ActivityLog,
  ApprovalRequest,
  AuditEntry,
  AutomationRule,
  DriftEntry,
  Effect,
  Connection,
  Membership,
  Notification,
  NotificationPreference,
  OAuthAttempt,
  OAuthClientRow,
  Observatory,
  OutboxMessage,
  RuleVersion,
  Run,
  RunStep,
  User,
  UserSession,
  WebhookEndpoint,
};
