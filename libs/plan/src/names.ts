/** Names shared by API and worker, and relied on by tools outside (Temporal UI, CLI). */
export const WORKFLOW_TYPE = 'runPlan';
/** Its workflows run many short runs of one rule together. */
export const CARRIER_TYPE = 'carryRuns';
export const SIGNAL_DECIDE_APPROVAL = 'decideApproval';
export const SIGNAL_RESOLVE_EFFECT = 'resolveEffect';
export const SIGNAL_EVENT_ARRIVED = 'eventArrived';
export const SIGNAL_RETRY_NOW = 'retryNow';
/** Wakes whatever the run waits for, to read its rows again. Says nothing by itself. */
export const SIGNAL_LOOK_AGAIN = 'lookAgain';
export const QUERY_GET_STATE = 'getState';
/** Its worker registers only stand-ins for effects. */
export const REHEARSAL_TASK_QUEUE = 'jarvis-rehearsal';

/** Temporal's workflow id of a run. */
export function workflowIdOfRun(runId: string): string {
  return `run-${runId}`;
}

/** Temporal's workflow id of a carrier, by the first run that it is given. */
export function workflowIdOfCarrier(runId: string): string {
  return `burst-${runId}`;
}

/**
 * Custom search attributes (Keyword). They are never encrypted, so values are opaque ids, short enumerations, and the
 * rule's name, by which people find its runs in Temporal's lists.
 */
export const SEARCH_ATTRIBUTES = {
  name: 'JarvisName',
  rule: 'JarvisRule',
  observatory: 'JarvisObservatory',
  kind: 'JarvisKind',
  outcome: 'JarvisOutcome',
} as const;

/** A name as Temporal's lists show it: letters and digits of any script, hyphens between. Undefined when none is left. */
export function slugOf(name: string): string | undefined {
  const words =
    name
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  // By code points: half of a surrogate pair cannot be stored.
  return Array.from(words.join('-')).slice(0, MAX_SLUG).join('') || undefined;
}

const MAX_SLUG = 60;

/**
 * What a payload is wrapped in that was not sealed for the workflow it comes to: a start or a signal made by hand in
 * Temporal. A start like that is refused; a signal is only a wake-up.
 */
export const UNSEALED = '$unsealed';

/** Types of ApplicationFailure that are never retried. */
export const FAILURE = {
  approvalMismatch: 'ApprovalMismatch',
  approvalMissing: 'ApprovalMissing',
  code: 'CodeError',
  invalidInput: 'InvalidInput',
  expression: 'ExpressionError',
  foreignAnswer: 'ForeignAnswer',
  missedTime: 'MissedTime',
  notOurs: 'NotOurs',
  stepFailed: 'StepFailed',
  vendor: 'VendorError',
} as const;

/** Key of an effect: stable across attempts, workers and replays. Outside of loops it ends in 0, as it always did. */
export function effectKey(at: { runId: string; path: string; iteration: string }): string {
  return `${at.runId}/${at.path}/${at.iteration || '0'}`;
}

/** How long one step waits in all because a vendor asks it to. */
export const MAX_VENDOR_WAIT_MS = 24 * 60 * 60 * 1000;
