import type { Action } from '@jarvis/connector-kit';
import { parseDuration, type Retry } from '@jarvis/steps/language';
import type { RetryPolicy } from '@jarvis/steps/nodes';
import type { Lane } from '@jarvis/vocabulary';
import type { ActionCore } from './actions.js';

/** Usual duration up to which an action may share a workflow task with its neighbours. */
const SHORT_MS = 250;
/** Usual duration of a whole group of fused neighbours; a signal waits for the group. */
export const MAX_GROUP_MS = 2_000;

export const APPROVAL_EXPIRES_MS = 24 * 3_600_000;

const DEFAULT_RETRY: RetryPolicy = {
  maximumAttempts: 5,
  initialIntervalMs: 1_000,
  backoffCoefficient: 2,
  maximumIntervalMs: 60_000,
};

/** Milliseconds of a duration the schema has checked. */
export function durationMs(text: string | undefined, fallback: number): number {
  return text === undefined ? fallback : (parseDuration(text) ?? fallback);
}

/** The retry policy of a step: what it says, else the default. The ledger keeps a repeat from doing a thing twice. */
export function retryOf({ retry }: { retry?: Retry }): RetryPolicy {
  const initialIntervalMs = durationMs(retry?.initial, DEFAULT_RETRY.initialIntervalMs);
  return {
    maximumAttempts: retry?.attempts ?? DEFAULT_RETRY.maximumAttempts,
    initialIntervalMs,
    backoffCoefficient: retry?.backoff ?? DEFAULT_RETRY.backoffCoefficient,
    // A pause that never grows below the first one, also when only `initial` was given.
    maximumIntervalMs: Math.max(initialIntervalMs, durationMs(retry?.max, DEFAULT_RETRY.maximumIntervalMs)),
    ...(retry?.notOn?.length ? { notOn: retry.notOn } : {}),
  };
}

/** Timeout of one attempt; the plan takes no less than 100 ms. */
export function timeoutOf({ timeout }: { timeout?: string }, fallback: number): number {
  return Math.max(100, durationMs(timeout, fallback));
}

/**
 * Local when the action is short and a repeat is harmless (it only reads or computes, or it carries a key):
 * then neighbours share one workflow task. Anything else is an ordinary activity.
 */
export function laneOf(core: ActionCore): Lane {
  const repeatable = core.effect !== 'write' || core.idempotency === 'native';
  return isShort(core.action) && repeatable ? 'local' : 'remote';
}

function isShort(action: Action | undefined): boolean {
  return action !== undefined && action.expectedMs <= SHORT_MS;
}
