export { createDatabase, Database } from './database.js';
export type { DatabaseOptions } from './database.js';
export type { ListenHandlers } from './listener.js';
export { isDatabaseUnavailable, isUnacceptableValue, isError, isUniqueViolation, refusedCall } from './errors.js';
export { notify } from './notify.js';
export type { Queryable } from './queryable.js';
export { hashJson } from './hash-json.js';
export { toJsonb, toText } from './ledger/jsonb.js';
export type { LedgerScope, NewFeedEntry } from './ledger/entries.js';
export { isCovered, type ScheduledStart } from './ledger/missed-times.js';
export { openRun, type OpenedRun } from './ledger/open-run.js';
export { progressRun } from './ledger/progress-run.js';
export { recordSteps } from './ledger/record-steps.js';
export { recordGroup } from './ledger/record-group.js';
export type { GroupedEffect } from './ledger/record-group.js';
export { readOwnEnding, recordCarried } from './ledger/record-carried.js';
export type { CarriedRun } from './ledger/record-carried.js';
export { isKnownEffect, recordOwnEffect } from './ledger/record-own-effect.js';
export { beginEffect } from './ledger/begin-effect.js';
export type { BegunEffect, NewEffect } from './ledger/begin-effect.js';
export type { LedgerEffect } from './ledger/effect-row.js';
export { resendEffect } from './ledger/resend-effect.js';
export { settleEffect } from './ledger/settle-effect.js';
export type { EffectOutcome, SettledEffect } from './ledger/settle-effect.js';
export { readEffectState, resolveEffect } from './ledger/resolve-effect.js';
export { closeRun } from './ledger/close-run.js';
export { leaveNothingOpen } from './ledger/leave-nothing-open.js';
export { openApproval } from './approvals/open-approval.js';
export type { NewApproval } from './approvals/open-approval.js';
export { decideApproval } from './approvals/decide-approval.js';
export type { Decision, DecisionResult } from './approvals/decide-approval.js';
export { cancelApproval, expireApproval } from './approvals/settle-approval.js';
export { cancelOpenApprovals } from './approvals/cancel-open-approvals.js';
export { findAccountTrouble } from './approvals/account-trouble.js';
export type { AccountTrouble } from './approvals/account-trouble.js';
export { readDecision } from './approvals/read-decision.js';
export { toApprovalState } from './approvals/approval-row.js';
export type { Approval } from './approvals/approval-row.js';
export { lookBack, MAX_EVENT_WAITS, openEventWait, readEventWait, settleEventWait } from './events/event-waits.js';
export type { EventWait, NewEventWait } from './events/event-waits.js';
export { awaitCalled, readCall, readInputs, startCall, withdrawCalled } from './events/calls.js';
export type { CalledRun } from './events/calls.js';
export { EVENT_SOURCES } from './events/emitting.js';
export { listen, MAX_LISTENERS } from './events/listen.js';
export { beginAnew, followNumber, followSource, lookNow, lookThrough } from './events/follow-source.js';
export { LIMITS_CHANNEL, limitRule, lockLimits } from './limits/limit-rule.js';
export type { FollowedSource } from './events/follow-source.js';
export { claimSources, failPoll, keepPoll, releaseSource } from './events/poll-source.js';
export type { ClaimedSource, Occurred } from './events/poll-source.js';
export { keepCrossing } from './events/keep-crossing.js';
export { wakeSources } from './events/wake-sources.js';
export { breakConnection } from './notifications/break-connection.js';
export { proveConnection } from './notifications/prove-connection.js';
export { enqueue, OUTBOX_CHANNEL } from './outbox/enqueue.js';
export { requestCancel, requestReplay, requestRun, requestScheduleSync, requestSingleRun } from './outbox/requests.js';
export { lockRestartable, requestRestarts, RESTARTABLE } from './outbox/request-restarts.js';
export type { NewReplay, NewRun, NewSingleRun } from './outbox/requests.js';
export { QueuedRuns, type RunStart } from './outbox/queued-runs.js';
export { requestRetry } from './outbox/request-retry.js';
export { prepareCluster } from './prepare-cluster.js';
export type { ClusterUrls } from './prepare-cluster.js';
export { runMigrations } from './run-migrations.js';
// The one list of entities is there.
// eslint-disable-next-line no-restricted-syntax -- a second list of the same names says nothing more
export * from './entities/index.js';
export {
  APPROVAL_REQUEST_TYPES,
  DRIFT_KINDS,
  INBOX_STATUSES,
  NOTIFICATION_CAUSES,
  NOTIFICATION_CHANNELS,
  NOTIFICATION_ENTITIES,
  NOTIFICATION_KINDS,
  NOTIFICATION_TYPES,
  OUTBOX_TOPICS,
} from './entities/values.js';
export type {
  ActorType,
  ApprovalRequestType,
  DriftKind,
  InboxStatus,
  NotificationCause,
  NotificationChannel,
  NotificationEntity,
  NotificationKind,
  NotificationState,
  NotificationType,
  OutboxTopic,
} from './entities/values.js';
export { RunPayloads, sweepRunPayloads } from './payloads/run-payloads.js';
