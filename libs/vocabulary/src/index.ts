// Every closed set of the product's words, once. Without zod: a page that only needs the words must not load a library.

/** Where a run can be. */
export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'cancelled',
  'rejected',
  'expired',
  'skipped',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** A run in one of these has ended. `skipped`: it was never begun, because its rule limits how many are. */
export const FINAL_RUN_STATUSES = [
  'succeeded',
  'failed',
  'cancelled',
  'rejected',
  'expired',
  'skipped',
] as const satisfies readonly RunStatus[];
export type FinalRunStatus = (typeof FINAL_RUN_STATUSES)[number];

/** How a run may end by a `stop` step. */
export const STOP_OUTCOMES = [
  'succeeded',
  'failed',
  'rejected',
  'expired',
] as const satisfies readonly FinalRunStatus[];
export type StopOutcome = (typeof STOP_OUTCOMES)[number];

/** What a run carries out. */
export const RUN_KINDS = ['rule', 'research', 'agent'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** `rejected`, `expired`: a person said no, or nobody answered: the step that asked, and what is around it. */
export const STEP_STATUSES = [
  'pending',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
  'rejected',
  'expired',
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** What a step's failure does. `fail`: the run fails with it. `continue`: later steps see `steps.<id>.error`. */
export const ON_ERROR = ['fail', 'continue'] as const;
export type OnError = (typeof ON_ERROR)[number];

/** What went wrong at a vendor, in terms every platform shares. */
export const ERROR_CODES = [
  'auth',
  'permission',
  'rate-limited',
  'invalid-input',
  'not-found',
  'conflict',
  'unavailable',
  'unknown',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What an item of a loop that does not come through means for the others. */
export const ON_ITEM_ERROR = ['stop', 'continue', 'collect'] as const;
export type OnItemError = (typeof ON_ITEM_ERROR)[number];

/** When a parallel step is done: with all of its branches, if one of them came through, or with the first that does. */
export const PARALLEL_MODES = ['all', 'any', 'first-success'] as const;
export type ParallelMode = (typeof PARALLEL_MODES)[number];

/** Where a step's activity runs: inside the workflow task that is open, or as a task of its own. */
export const LANES = ['local', 'remote'] as const;
export type Lane = (typeof LANES)[number];

/** What starts a run. */
export const TRIGGER_KINDS = [
  'webhook',
  'schedule',
  'platform',
  'condition',
  'email',
  'event',
  'rule',
  'manual',
] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

/** What Jarvis itself tells the rules. */
export const INTERNAL_EVENTS = ['run.failed', 'approval.expired', 'connection.broken'] as const;
export type InternalEvent = (typeof INTERNAL_EVENTS)[number];

/** Who tells an event of this name: Jarvis itself, or rules. */
export function sourceOfEvent(name: string): 'jarvis' | 'rules' {
  return INTERNAL_EVENTS.some((internal) => internal === name) ? 'jarvis' : 'rules';
}

/** How events are named, also those that rules emit. */
export const EVENT_NAME = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/;

/** What could go wrong when an action is carried out. low: may run alone; medium: asks by policy; high: always asks. */
export const RISK_LEVELS = ['low', 'medium', 'high'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** What an action does to the outside. */
export const EFFECT_KINDS = ['read', 'write', 'pure'] as const;
export type EffectKind = (typeof EFFECT_KINDS)[number];

/** Where a write is in the ledger. */
export const EFFECT_STATES = ['intended', 'sent', 'confirmed', 'failed', 'unknown'] as const;
export type EffectState = (typeof EFFECT_STATES)[number];

/** Where a run's waiting for an event is: `met`, an event came. */
export const EVENT_WAIT_STATUSES = ['open', 'met', 'expired', 'cancelled'] as const;
export type EventWaitStatus = (typeof EVENT_WAIT_STATUSES)[number];

export const APPROVAL_STATUSES = ['pending', 'approved', 'rejected', 'expired', 'cancelled'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** What a person can answer. */
export const DECISIONS = ['approved', 'rejected'] as const satisfies readonly ApprovalStatus[];
export type Decision = (typeof DECISIONS)[number];

/** Which door a decision came through. */
export const RESPONSE_CHANNELS = ['admin', 'api', 'signal'] as const;
export type ResponseChannel = (typeof RESPONSE_CHANNELS)[number];

/** What a member of an observatory may do, from most to least. */
export const ROLES = ['owner', 'operator', 'reviewer', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export const CONNECTION_STATUSES = ['connected', 'disconnected', 'error', 'pending'] as const;
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

export const CONNECTION_HEALTH = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const;
export type ConnectionHealth = (typeof CONNECTION_HEALTH)[number];

/**
 * How it came out when a person was sent to a platform to connect an account. `renewed`: it was connected already.
 * `unknown`, `other-session`, `used`, `expired`: the answer is not one that this session waits for (any more).
 */
export const CONNECT_OUTCOMES = [
  'connected',
  'renewed',
  'denied',
  'unknown',
  'other-session',
  'used',
  'expired',
  'wrong-issuer',
  'refused',
  'scopes-missing',
  'first-call-refused',
  'account-unknown',
  'other-account',
  'client-missing',
  'client-refused',
  'vendor-unavailable',
  'not-allowed',
  'failed',
] as const;
export type ConnectOutcome = (typeof CONNECT_OUTCOMES)[number];

/** What a line of the feed is about. */
export const FEED_TYPES = [
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
export type FeedType = (typeof FEED_TYPES)[number];

export const FEED_ACTIONS = [
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
export type FeedAction = (typeof FEED_ACTIONS)[number];

export const FEED_STATUSES = ['success', 'failed', 'pending'] as const;
export type FeedStatus = (typeof FEED_STATUSES)[number];
