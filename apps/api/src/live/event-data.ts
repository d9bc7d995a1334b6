import type { LiveEvent } from '@jarvis/contracts';
import type {
  ActivityLog,
  ApprovalRequest,
  AutomationRule,
  Effect,
  Integration,
  Notification,
  Run,
} from '@jarvis/database';

type DataOf<Type extends LiveEvent['type']> = Extract<LiveEvent, { type: Type }>['data'];

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** Rows as the events carry them: what a list shows, never inputs, outputs or credentials. */
export function toRunData(run: Run): DataOf<'run_updated'> {
  const { id, ruleId, status, waitingFor, outcomeMessage, triggerSummary } = run;
  return {
    id,
    ruleId,
    status,
    waitingFor,
    outcomeMessage,
    triggerSummary,
    createdAt: run.createdAt.toISOString(),
    startedAt: iso(run.startedAt),
    finishedAt: iso(run.finishedAt),
  };
}

export function toApprovalData(approval: ApprovalRequest): DataOf<'approval_requested'> {
  const { id, runId, title, platform, action, riskLevel, status } = approval;
  return {
    id,
    runId,
    ruleId: approval.automationRuleId,
    title,
    platform,
    action,
    riskLevel,
    status,
    requestedAt: approval.requestedAt.toISOString(),
    expiresAt: approval.expiresAt.toISOString(),
    respondedAt: iso(approval.respondedAt),
  };
}

export function toActivityData(activity: ActivityLog): DataOf<'activity_created'> {
  const { id, runId, ruleId, integrationId, activityType, action, title, description, status } = activity;
  return {
    id,
    runId,
    ruleId,
    integrationId,
    activityType,
    action,
    title,
    description,
    status,
    occurredAt: activity.occurredAt.toISOString(),
  };
}

export function toEffectData({
  id,
  runId,
  stepPath,
  platform,
  action,
  state,
  externalUrl,
}: Effect): DataOf<'effect_updated'> {
  return { id, runId, stepPath, platform, action, state, externalUrl };
}

export function toRuleData({ id, name, enabled, deletedAt }: AutomationRule): DataOf<'rule_updated'> {
  return { id, name, enabled, deleted: deletedAt !== null };
}

export function toSyncData(integration: Integration): DataOf<'sync_status'> {
  const { id, platform, accountName, status, health, errorMessage } = integration;
  return { id, platform, accountName, status, health, lastSyncAt: iso(integration.lastSyncAt), errorMessage };
}

export function toNotificationData(notification: Notification): DataOf<'notification_created'> {
  const { id, userId, kind, title, body, relatedEntityType, relatedEntityId, sentAt, createdAt } = notification;
  return {
    id,
    userId,
    kind,
    title,
    body,
    relatedEntityType,
    relatedEntityId,
    sentAt: (sentAt ?? createdAt).toISOString(),
  };
}
